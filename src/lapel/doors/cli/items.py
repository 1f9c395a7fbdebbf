"""`lapel items`: questions of the diagnosis, checked together, and a random part to read."""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

from lapel.domain.microcredential import (
    InvalidDocumentError,
    UnreadableError,
    alike,
    lint_items,
    parsed_items,
    read,
    readability,
)
from lapel.domain.microcredential.qti import read_qti, write_qti
from lapel.doors.cli.lowlevel import Parser, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lapel.domain.microcredential import Item, ItemsDocument, Problem

UNSOUND = 1
UNREADABLE = 2
WIDTH = 96
_EXPLANATION = """\
Each file is a document lapel/items@1 (docs/reference/items-format.md), or a package or an item
of QTI 3.0 (docs/reference/qti.md). What is wrong is printed first, then what could be better,
then how many questions there are of each competency, form and band, and which pairs share
phrases across all files. With --sample, a random part of them is printed to be read by a
person; the seed is printed, and --seed draws it again. With --to, the questions of all sound
files are written into one package of QTI 3.0.

exit codes:
  0  every file is sound
  1  a file is not; what is to be mended is printed
  2  a file cannot be read
  64 wrong usage

example:
  lapel items content/items/*.json --sample 0.1 --seed 7
  lapel items content/items/T07.json --to T07.zip
"""


def run(argv: Sequence[str]) -> int:
    """Check, count and show; returns the exit code."""
    parser = Parser("items", "Check questions of the diagnosis.", _EXPLANATION)
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="documents lapel/items@1, or QTI 3.0"
    )
    parser.add_argument("--sample", type=float, default=0, help="part of them to print, as in 0.1")
    parser.add_argument("--seed", type=int, default=1, help="of the sample (1)")
    parser.add_argument("--to", metavar="FILE", default="", help="write a package of QTI 3.0")
    options = parser.parse_args(argv)
    documents: list[ItemsDocument] = []
    worst = 0
    for name in options.files:
        code, found = _looked_at(name)
        worst = max(worst, code)
        documents += found
    _count(documents)
    if options.sample:
        _show(documents, options.sample, options.seed)
    if options.to:
        worst = max(worst, _written(documents, options.to))
    return worst


def _written(documents: Sequence[ItemsDocument], name: str) -> int:
    try:
        Path(name).write_bytes(write_qti(documents))
    except OSError as wrong:
        print(f"{printable(name)}: cannot be written: {wrong}", file=sys.stderr)
        return UNREADABLE
    print(f"{printable(name)}: {sum(len(each.items) for each in documents)} questions written")
    return 0


def _looked_at(name: str) -> tuple[int, list[ItemsDocument]]:
    try:
        return _judged(name, _contents(name))
    except (OSError, UnicodeDecodeError) as wrong:
        print(f"{printable(name)}: cannot be read: {wrong}", file=sys.stderr)
        return UNREADABLE, []
    except (UnreadableError, InvalidDocumentError) as wrong:
        _say(name, wrong.problems)
        return UNSOUND, []


def _contents(name: str) -> list[Any]:
    """Read a file's documents; what of QTI was not taken in is said."""
    data = Path(name).read_bytes()
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"PK", b"<")):
        return [read(data.decode("utf-8"))]
    found: dict[tuple[str, str], list[Any]] = {}
    for each in read_qti(data):
        _say(name, each.problems)
        if each.fields:
            found.setdefault((each.competency, each.language), []).append(each.fields)
    return [
        {"format": "lapel/items@1", "competency": code, "language": language, "items": items}
        for (code, language), items in found.items()
    ]


def _judged(name: str, contents: Sequence[Any]) -> tuple[int, list[ItemsDocument]]:
    documents = [parsed_items(content) for content in contents]
    for document in documents:
        _say(name, lint_items(document), "advice: ")
    return 0, documents


def _say(name: str, problems: Iterable[Problem], kind: str = "") -> None:
    for each in problems:
        print(f"{printable(name)}: {kind}{printable(f'{each.path} {each.sentence}'.strip())}")


def _count(documents: Sequence[ItemsDocument]) -> None:
    """Print how many there are of what, and which of different files share phrases."""
    items = [item for each in documents for item in each.items]
    for document in documents:
        forms = Counter(item.form for item in document.items)
        bands = Counter(item.band for item in document.items)
        spread = " ".join(f"{bands[band]}" for band in range(1, 6))
        said = f"{document.competency} {document.language}: {len(document.items)} questions"
        print(f"{said}, {forms['ordered']} ordered; bands 1 to 5: {spread}")
    pairs = alike(items)
    print(f"{len(items)} questions in all; {len(pairs)} pairs share more than a phrase")
    for pair in pairs:
        print(f"  {pair.one} ~ {pair.other}: {pair.share:.0%}")


def _show(documents: Sequence[ItemsDocument], part: float, seed: int) -> None:
    every = [(each.competency, item) for each in documents for item in each.items]
    chosen = random.Random(seed).sample(every, round(part * len(every)))  # noqa: S311 (a sample)
    print(f"\n{len(chosen)} of {len(every)}, drawn with seed {seed}:")
    for competency, item in chosen:
        print(_told(competency, item))


def _told(competency: str, item: Item) -> str:
    kind = f"{item.form}, band {item.band}, LIX {readability(item.words)}"
    lines = [f"\n{competency} {item.key} ({kind})", item.about, item.vignette, item.question]
    for option in item.options:
        lines += [f"  [{option.credit}] {option.text}", f"      because: {option.reason}"]
    lines += [f"Band: {item.band_reason}", f"Source: {item.source.cite} {item.source.says}"]
    return "\n".join(
        fill(printable(each), WIDTH, subsequent_indent=" " * 6, drop_whitespace=True)
        for each in lines
    )

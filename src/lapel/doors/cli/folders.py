"""A folder of badges verified: a line a file as it is read, counts, and the worst exit code."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from lapel.domain.badges.verdicts import Outcome, Verification
from lapel.doors.cli.lowlevel import printable
from lapel.ports.checking.bundle import is_bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# The order in which the steps of one badge are weighed as well, the worst first.
WORST_FIRST = (
    Outcome.NOT_VALID,
    Outcome.UNREADABLE,
    Outcome.ENDED,
    Outcome.NOT_CONFIRMED,
    Outcome.VALID,
)
WIDEST = 48
_VERDICT = max(len(each.code) for each in Outcome)


def badges_in(folder: Path) -> list[Path]:
    """Return the files in a folder and below, by name; a bundle counts as one, hidden ones not."""
    return list(_walk(folder))


def print_all(
    folder: Path, found: list[Path], verify: Callable[[Path], Verification], *, as_json: bool
) -> int:
    """Verify and print one after another; returns the worst exit code."""
    names = [str(each.relative_to(folder)) for each in found]
    width = min(WIDEST, max(map(len, names)))
    counts = Counter[Outcome]()
    for place, name in zip(found, names, strict=True):
        answer = verify(place)
        counts[answer.outcome] += 1
        print(_as_json(name, answer) if as_json else _line(name, answer, width), flush=True)
    if not as_json:
        print(_counted(counts))
    return next(each for each in WORST_FIRST if counts[each]).exit_code


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        here = Path(place)
        if here != folder and is_bundle(here):
            folders.clear()
            yield here
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (here / name for name in sorted(files) if not name.startswith("."))


def _line(name: str, answer: Verification, width: int) -> str:
    return printable(f"{name:<{width}}  {answer.outcome.code:<{_VERDICT}}  {answer.headline}")


def _as_json(name: str, answer: Verification) -> str:
    return json.dumps({"file": name, **answer.as_json()})


def _counted(counts: Counter[Outcome]) -> str:
    said = ", ".join(f"{counts[each]} {each.code}" for each in WORST_FIRST[::-1] if counts[each])
    return f"{counts.total()} in all: {said}"

"""`lapel log verify`: audit a copy of an issuance log, without a network and without Django."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lapel.domain.transparency.audit import audit, compare
from lapel.domain.transparency.base64s import encode
from lapel.domain.transparency.checkpoint import Log
from lapel.domain.transparency.errors import PolicyError, TransparencyError
from lapel.domain.transparency.findings import HARMLESS, SHOWN, Audit, Code, Finding
from lapel.domain.transparency.keys import parse_key
from lapel.domain.transparency.policy import Group, Policy, parse_policy
from lapel.domain.transparency.tiles import MAX_ENTRY, WIDTH
from lapel.doors.cli.lowlevel import USAGE_ERROR, Parser, printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

MAX_FILE = WIDTH * (MAX_ENTRY + 2)  # the largest bundle there can be
_EXPLANATION = """\
A copy is a folder with the log's files as they are served: checkpoint, tile/0/…, tile/entries/….

exit codes:
  0  intact, and signed by a log you named
  1  not intact: rewritten, forked, rolled back, incomplete, or falsely signed
  2  unreadable: no checkpoint of a log in that folder
  3  intact, but no key that you named vouches for the log, or too few witnesses do

A copy never vouches for its own key. Name the log's key (--key), or a C2SP policy of logs,
witnesses and a quorum (--policy). Checkpoints kept from earlier (--seen) or a second copy
(--against) show what one copy cannot: that the log tells two histories, or fewer than before.

examples:
  lapel log verify copy/ --key 'lapel.example.org/log/1+03a7…+AZuU…'
  lapel log verify copy/ --policy policy.txt --seen friday.checkpoint --json
  lapel log verify mine/ --against theirs/ --policy policy.txt
"""


class Folder:
    """A copy of a log on the disk; only the log's own paths are ever asked for."""

    def __init__(self, name: str) -> None:
        self._root = Path(name)

    def read(self, path: str, /) -> bytes | None:
        """Return a file's bytes (of a huge one the first 16 MB, which is no tile), or None."""
        place = self._root / path
        if not place.is_file():  # a pipe or a device would never end
            return None
        try:
            with place.open("rb") as file:
                return file.read(MAX_FILE + 1)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None


def run(argv: Sequence[str]) -> int:
    """Audit what `argv` names and print what is found; returns the exit code of the help text."""
    options = _parser().parse_args(argv)
    try:
        policy = _policy(options)
        seen = [Path(name).read_bytes() for name in options.seen]
        found = _audited(options, policy, seen)
    except (TransparencyError, UnicodeDecodeError, OSError) as error:
        print(f"lapel log verify: {error}", file=sys.stderr)
        return USAGE_ERROR
    code = exit_code(found)
    print(json.dumps(_as_json(found, code), indent=2) if options.json else _readable(found))
    return code


def exit_code(found: Audit) -> int:
    """Return the exit code of the help text."""
    if found.sound:
        return 0 if found.confirmed else 3
    return 1 if found.origin or Code.BAD_SIGNATURE in found.codes() else 2


def _parser() -> argparse.ArgumentParser:
    parser = Parser("log", "Audit a copy of an issuance log from outside.", _EXPLANATION)
    parser.add_argument("verb", choices=["verify"])
    parser.add_argument("copy", metavar="FOLDER", help="the copy")
    parser.add_argument("--against", metavar="FOLDER", help="another copy of the same log")
    _add_trust(parser)
    parser.add_argument(
        "--seen", metavar="FILE", action="append", default=[], help="a checkpoint kept from earlier"
    )
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    return parser


def _add_trust(parser: argparse.ArgumentParser) -> None:
    for name, said in (("--key", "a key of the log"), ("--witness", "a witness's key")):
        parser.add_argument(
            name, metavar="VKEY", action="append", default=[], help=f"{said}, as name+id+base64"
        )
    parser.add_argument("--quorum", type=int, help="how many of the witnesses; otherwise all")
    parser.add_argument("--policy", metavar="FILE", help="a C2SP tlog-policy instead of these")


def _policy(options: argparse.Namespace) -> Policy:
    if options.policy:
        if options.key or options.witness or options.quorum is not None:
            raise PolicyError("Name keys and witnesses either in the policy or beside it.")
        return parse_policy(Path(options.policy).read_text(encoding="utf-8"))
    keys = [parse_key(each) for each in options.key]
    witnesses = tuple(parse_key(each) for each in options.witness)
    needed = len(witnesses) if options.quorum is None else options.quorum
    if not 0 <= needed <= len(witnesses):
        raise PolicyError("The quorum is at most the number of witnesses.")
    logs = tuple(Log(key.name, (key,)) for key in keys)
    return Policy(logs, dict.fromkeys(witnesses, ""), Group(needed, witnesses))


def _audited(options: argparse.Namespace, policy: Policy, seen: list[bytes]) -> Audit:
    copy = Folder(options.copy)
    if options.against is None:
        return audit(copy, policy=policy, earlier=seen)
    return compare(copy, Folder(options.against), policy=policy, earlier=seen)


def _headline(found: Audit) -> str:
    if not found.sound:
        return "Not intact." if found.origin else "Nothing can be said of this copy."
    return "Intact, and confirmed." if found.confirmed else "Intact; the log is not confirmed."


def _readable(found: Audit) -> str:
    lines = [_headline(found)]
    if found.origin:
        lines.append(f"  {'log':<14} {found.origin}, {found.head.size} entries")
    lines += [f"  {each.code:<14} {each.sentence}" for each in _shown(found)]
    return "\n".join(printable(line) for line in lines)


def _shown(found: Audit) -> Iterator[Finding]:
    """Yield up to twenty findings of a kind, and how many more there are."""
    counts = Counter[Code]()
    for each in found.findings:
        counts[each.code] += 1
        if counts[each.code] <= SHOWN or each.code in HARMLESS:
            yield each
    for code, count in counts.items():
        if count > SHOWN:
            yield Finding(code, f"… and {count - SHOWN} more of this kind.")


def _as_json(found: Audit, code: int) -> dict[str, Any]:
    return {
        "exitCode": code,
        "headline": _headline(found),
        "origin": found.origin,
        "size": found.head.size,
        "root": encode(found.head.root),
        "findings": [
            {"code": each.code, "sentence": each.sentence, "detail": dict(each.detail)}
            for each in found.findings
        ],
    }

"""`lapel log verify`: audit an issuance log or a copy of one, without Django."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lapel.domain.transparency.audit import audit, compare
from lapel.domain.transparency.base64s import encode
from lapel.domain.transparency.errors import TransparencyError
from lapel.domain.transparency.findings import HARMLESS, SHOWN, Audit, Code, Finding
from lapel.doors.cli.log.copies import UnreachableError, copy_at
from lapel.doors.cli.log.trusting import add_trust, policy_of
from lapel.doors.cli.lowlevel import USAGE_ERROR, Parser, printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from lapel.domain.transparency.policy import Policy

UNREACHABLE = 2
VERBS = ("verify", "proof", "show", "keys", "reconcile", "epoch")
_EXPLANATION = """\
A log is audited at its address, or as a copy: a folder with its files as they are served,
checkpoint, tile/0/…, tile/entries/…. Other verbs, each with --help:
  lapel log proof      check the proof that a badge stands in a log, offline
  lapel log show       say how this instance's own log stands
  lapel log keys       print the keys of this instance's log and of its witness
  lapel log reconcile  after a restore: hold the log against its last published checkpoint
  lapel log epoch      after a loss: open a new epoch of the log, with a reason

exit codes:
  0  intact, and signed by a log you named
  1  not intact: rewritten, forked, rolled back, incomplete, or falsely signed
  2  unreadable: no checkpoint of a log there, or it cannot be reached
  3  intact, but no key that you named vouches for the log, or too few witnesses do

A copy never vouches for its own key. Name the log's key (--key), or a C2SP policy of logs,
witnesses and a quorum (--policy). Checkpoints kept from earlier (--seen) or a second copy
(--against) show what one copy cannot: that the log tells two histories, or fewer than before.

examples:
  lapel log verify https://lapel.example.org/log/1 --key 'lapel.example.org/log/1+03a7…+AZuU…'
  lapel log verify copy/ --key 'lapel.example.org/log/1+03a7…+AZuU…'
  lapel log verify copy/ --policy policy.txt --seen friday.checkpoint --json
  lapel log verify mine/ --against theirs/ --policy policy.txt
"""


def run(argv: Sequence[str]) -> int:
    """Audit what `argv` names and print what is found; returns the exit code of the help text."""
    options = _parser().parse_args(argv)
    try:
        policy = policy_of(options)
        seen = [Path(name).read_bytes() for name in options.seen]
        found = _audited(options, policy, seen)
    except UnreachableError as error:
        print(f"lapel log verify: {error}", file=sys.stderr)
        return UNREACHABLE
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
    parser = Parser("log", "Audit an issuance log from outside.", _EXPLANATION)
    parser.add_argument("verb", choices=VERBS, help="each has a --help of its own; here: verify")
    parser.add_argument("copy", metavar="URL|FOLDER", help="the log, or a copy")
    parser.add_argument(
        "--against", metavar="URL|FOLDER", help="another copy of the same log, or the log itself"
    )
    parser.add_argument(
        "--allow-local",
        action="store_true",
        help="also read over http and from private addresses: for trying Lapel out",
    )
    add_trust(parser)
    parser.add_argument(
        "--seen", metavar="FILE", action="append", default=[], help="a checkpoint kept from earlier"
    )
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    return parser


def _audited(options: argparse.Namespace, policy: Policy, seen: list[bytes]) -> Audit:
    copy = copy_at(options.copy, allow_local=options.allow_local)
    if options.against is None:
        return audit(copy, policy=policy, earlier=seen)
    other = copy_at(options.against, allow_local=options.allow_local)
    return compare(copy, other, policy=policy, earlier=seen)


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

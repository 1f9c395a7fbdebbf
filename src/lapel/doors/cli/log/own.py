"""`lapel log show|keys|reconcile|epoch`: this instance's own log, for who stands at its machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lapel.doors.cli.log.copies import UnreachableError, copy_at
from lapel.doors.cli.lowlevel import Parser

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

_EXPLANATION = """\
After a restore nothing is issued until the log is reconciled, or a new epoch is opened:
  lapel log reconcile --checkpoint last.checkpoint            the last one that anybody saw
  lapel log reconcile --checkpoint last.checkpoint --copy mirror/   where entries are missing here
  lapel log epoch --reason "The disk of May 2027 and its backups are lost."
"""


def run(argv: Sequence[str]) -> int:
    """Run one verb about the instance's own log; returns 0, or 1 where it is refused."""
    options = _parser().parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapel.settings")
    import django

    django.setup()
    from lapel.journey.issuing.actions import Refusal

    try:
        return _VERBS[options.verb](options)
    except (Refusal, UnreachableError, OSError) as refusal:
        print(f"lapel log {options.verb}: {refusal}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = Parser("log", "See to this instance's own issuance log.", _EXPLANATION)
    parser.add_argument("verb", choices=sorted(_VERBS))
    parser.add_argument("--checkpoint", metavar="FILE", help="the last that was published")
    parser.add_argument("--copy", metavar="URL|FOLDER", help="a whole copy to take entries from")
    parser.add_argument("--reason", default="", help="one line, in the log for ever")
    return parser


def _show(_options: argparse.Namespace) -> int:
    from lapel.journey.issuing import queries

    found = queries.open_log()
    if found is None:
        print("There is no log yet: it begins with the first award.")
        return 0
    print(f"{found.origin}, {found.published_size} entries published of {found.size} signed")
    print(f"  {queries.waiting_entries().count()} waiting to be entered")
    if found.held_at:
        print(f"  held since {found.held_at:%Y-%m-%d %H:%M} UTC: nothing is issued")
    for each in queries.witnesses_of(found):
        state = "has cosigned the last checkpoint" if each.has_cosigned else "has not cosigned it"
        fault = f" ({each.noted.fault})" if each.noted and each.noted.fault else ""
        print(f"  witness {each.name} {state}{fault}")
    return 0


def _keys(_options: argparse.Namespace) -> int:
    from lapel.journey.issuing import actions, queries

    print(f"log      {queries.verifier_key(actions.make_log_key())}")
    print(f"witness  {queries.verifier_key(actions.make_witness_key())}")
    return 0


def _reconcile(options: argparse.Namespace) -> int:
    from lapel.journey.issuing.actions import Refusal, reconcile_log

    if not options.checkpoint:
        raise Refusal("Name the last published checkpoint: --checkpoint FILE.")
    copy = copy_at(options.copy, allow_local=True) if options.copy else None
    where = reconcile_log(person=None, checkpoint=Path(options.checkpoint).read_bytes(), copy=copy)
    print(f"The log is {where} what was published, and goes on.")
    return 0


def _epoch(options: argparse.Namespace) -> int:
    from lapel.journey.issuing.actions import open_epoch

    seen = Path(options.checkpoint).read_bytes() if options.checkpoint else b""
    opened = open_epoch(person=None, reason=options.reason, checkpoint=seen)
    print(f"{opened.origin} is open.")
    return 0


_VERBS: dict[str, Callable[[argparse.Namespace], int]] = {
    "show": _show,
    "keys": _keys,
    "reconcile": _reconcile,
    "epoch": _epoch,
}

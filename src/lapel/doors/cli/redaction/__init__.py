"""`lapel redaction`: how much of what may tell who a child is the finders find."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from lapel.doors.cli.lowlevel import Parser

if TYPE_CHECKING:
    from collections.abc import Sequence

VERBS = ("evaluate",)
_EXPLANATION = """\
  lapel redaction evaluate   recall and false alarms on a labelled folder

It explains itself with --help, and needs neither an instance nor a network.

exit codes:
  0  figures were printed
  2  the labels cannot be read
  64 wrong usage

example:
  lapel redaction evaluate --data folder
"""


def run(argv: Sequence[str]) -> int:
    """Run one verb of `lapel redaction`; returns its exit code."""
    if not argv or argv[0] not in VERBS:
        _explain(argv)
    code: int = import_module(f"lapel.doors.cli.redaction.{argv[0]}").run(argv[1:])
    return code


def _explain(argv: Sequence[str]) -> NoReturn:
    """Print help, or what is wrong with the words, and end."""
    parser = Parser("redaction", "Measure what finds faces and names.", _EXPLANATION)
    parser.add_argument("what", choices=VERBS, help="see above")
    parser.parse_args(argv)
    parser.error("the verb comes first, as in: lapel redaction evaluate --help")

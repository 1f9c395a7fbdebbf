"""`lapel review`: figures of agreement of a file of ratings, and a study of the rules."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from lapel.doors.cli.lowlevel import Parser

if TYPE_CHECKING:
    from collections.abc import Sequence

VERBS = ("agreement", "study")
_EXPLANATION = """\
  lapel review agreement   how far assessors agree, beyond chance and not, with intervals
  lapel review study       what double scoring, adjudication and routing are worth, simulated

Each explains itself with --help, and needs neither an instance nor a network.

exit codes:
  0  figures were printed
  2  the file cannot be read; each bad line is told
  3  too little was scored twice for any figure
  64 wrong usage

examples:
  lapel review agreement --ratings ratings.csv
  lapel review study --ratings ratings.csv --json
"""


def run(argv: Sequence[str]) -> int:
    """Run one verb of `lapel review`; returns its exit code."""
    if not argv or argv[0] not in VERBS:
        _explain(argv)
    code: int = import_module(f"lapel.doors.cli.review.{argv[0]}").run(argv[1:])
    return code


def _explain(argv: Sequence[str]) -> NoReturn:
    """Print help, or what is wrong with the words, and end."""
    parser = Parser("review", "Measure assessors, and the rules they work by.", _EXPLANATION)
    parser.add_argument("what", choices=VERBS, help="see above")
    parser.parse_args(argv)
    parser.error("the verb comes first, as in: lapel review agreement --help")

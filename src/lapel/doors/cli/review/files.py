"""What both verbs share: the file of ratings, how it is named and how its mistakes are told."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from lapel.domain.badges.errors import UnreadableError
from lapel.domain.rubrics.ratings import LEVELS, BadRatingsError, read_ratings
from lapel.doors.cli.lowlevel import printable, read_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lapel.domain.rubrics.ratings import Ratings

MOST_TOLD = 20
UNREADABLE = 2
TOO_FEW = 3


def take_file(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """Let the caller name the file and the levels in it."""
    parser.add_argument(
        "--ratings", metavar="FILE", required=required, help="CSV; - reads standard input"
    )
    parser.add_argument(
        "--levels",
        metavar="LOWEST,…,HIGHEST",
        type=_levels,
        default=LEVELS,
        help=f"the names of the levels in the file ({','.join(LEVELS)})",
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument(
        "--seed", type=int, default=1, help="of all that is drawn: the same seed, the same figures"
    )


def _levels(said: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in said.split(","))
    if len(names) < 2 or len(set(names)) < len(names) or not all(names):
        raise argparse.ArgumentTypeError("two or more different names, the lowest first")
    return names


def ratings_in(name: str, levels: Sequence[str]) -> Ratings | None:
    """Read a file; None, after saying on standard error what is wrong with it."""
    try:
        return read_ratings(_text(read_file(name)), levels=levels)
    except UnreadableError as error:
        print(f"lapel review: {error}", file=sys.stderr)
    except BadRatingsError as error:
        for line in _told(name, error):
            print(printable(line), file=sys.stderr)
    return None


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("The file is not UTF-8 text.") from error


def _told(name: str, error: BadRatingsError) -> list[str]:
    problems = error.problems
    lines = [f"{name}, line {each.line}: {each.said}" for each in problems[:MOST_TOLD]]
    more = len(problems) - MOST_TOLD
    return [*lines, f"… and {more} more"] if more > 0 else lines

"""The drawing of a map of prerequisites: where each code stands, and the lines between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.domain.pathways.requirements import layers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# In the drawing's own units: a box, and from one box to the next.
WIDTH, HEIGHT = 200, 76
COLUMN, ROW = 250, 98
MARGIN = 12
ARROW = 6


@dataclass(frozen=True)
class Layout:
    """The upper left corner of each code's box, the lines as SVG paths, and the whole's size."""

    places: dict[str, tuple[int, int]]
    lines: list[str]
    width: int
    height: int


def laid_out(prerequisites: Mapping[str, Sequence[str]]) -> Layout:
    """Put each code to the right of all it builds on; `ValueError` for a circle."""
    columns = _columns(prerequisites)
    places = {
        code: (MARGIN + at * COLUMN, MARGIN + row * ROW)
        for at, column in enumerate(columns)
        for row, code in enumerate(column)
    }
    lines = [
        _line(places[before], places[code])
        for code, needs in prerequisites.items()
        for before in needs
        if before in places
    ]
    right = max((x for x, _y in places.values()), default=0)
    lowest = max((y for _x, y in places.values()), default=0)
    return Layout(places, lines, right + WIDTH + MARGIN, lowest + HEIGHT + MARGIN)


def _columns(prerequisites: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Sort codes into columns, and within each beside what they build on."""
    at = _numbers(prerequisites)
    columns: list[list[str]] = [[] for _each in range(max(at.values(), default=-1) + 1)]
    related = {code for needs in prerequisites.values() for code in needs}
    alone = {code for code, needs in prerequisites.items() if not needs and code not in related}
    height: dict[str, float] = {}
    for number, column in enumerate(columns):
        column += [code for code in prerequisites if at[code] == number]
        wanted = {code: _middle(prerequisites[code], height) for code in column}
        column.sort(key=lambda code: (code in alone, wanted[code], code))
        height |= {code: row for row, code in enumerate(column)}
    return columns


def _numbers(prerequisites: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Give each code's column: as far left as it can be, but a beginning close to its followers.

    Without the second rule a line from a beginning to the last column would run behind boxes.
    """
    at = {code: number for number, layer in enumerate(layers(prerequisites)) for code in layer}
    leads_on = {code for needs in prerequisites.values() for code in needs}
    for code in [each for each, needs in prerequisites.items() if not needs]:
        after = [each for each, needs in prerequisites.items() if code in needs]
        middle = [at[each] for each in after if each in leads_on]
        last = [at[each] for each in after]
        at[code] = (min(middle) if middle else max(last, default=1)) - 1
    for layer in layers(prerequisites)[1:]:
        for code in layer:
            at[code] = 1 + max(at[each] for each in prerequisites[code] if each in at)
    return at


def _middle(needs: Sequence[str], height: Mapping[str, float]) -> float:
    """Give the mean height of what a code builds on; below all where it builds on nothing."""
    known = [height[each] for each in needs if each in height]
    return sum(known) / len(known) if known else float("inf")


def _line(start: tuple[int, int], end: tuple[int, int]) -> str:
    """Bend from the right edge of one box to the left edge of another."""
    x1, y1 = start[0] + WIDTH, start[1] + HEIGHT // 2
    x2, y2 = end[0] - ARROW, end[1] + HEIGHT // 2
    middle = (x1 + x2) // 2
    return f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"


def broken(title: str, *, longest: int = 24, most: int = 3) -> list[str]:
    """Break a title into at most `most` lines of about `longest` letters."""
    lines = [""]
    for word in title.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > longest:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]} …"]

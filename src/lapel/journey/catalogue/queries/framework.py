"""The map of competencies: which comes before which, laid out for drawing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from lapel.domain.pathways import layers
from lapel.journey.catalogue.models import Competency, MicroCredential

COLUMN, ROW = 250, 84
WIDTH, HEIGHT = 200, 60
MARGIN = 12
LINE = 24


@dataclass(frozen=True)
class Node:
    """A competency at its place in the drawing (in the drawing's own units)."""

    competency: Competency
    count: int
    x: int
    y: int
    lines: list[tuple[int, str]]


@dataclass(frozen=True)
class CompetencyMap:
    """All competencies with their places, the arrows between them, and the drawing's size."""

    nodes: list[Node]
    arrows: list[str]
    width: int
    height: int


def competency_map() -> CompetencyMap:
    """Lay out the framework: each competency stands to the right of what it builds on."""
    competencies = {each.code: each for each in Competency.objects.order_by("code")}
    columns = layers({code: each.prerequisites for code, each in competencies.items()})
    counts = _counts()
    places = {
        code: (MARGIN + at * COLUMN, MARGIN + row * ROW)
        for at, column in enumerate(columns)
        for row, code in enumerate(column)
    }
    nodes = [
        Node(each, counts[code], *places[code], _lines(each.title, places[code][1]))
        for code, each in competencies.items()
    ]
    tallest = max((len(column) for column in columns), default=0)
    return CompetencyMap(
        nodes,
        _arrows(competencies, places),
        width=max(len(columns) * COLUMN - (COLUMN - WIDTH) + 2 * MARGIN, 2 * MARGIN),
        height=max(tallest * ROW - (ROW - HEIGHT) + 2 * MARGIN, 2 * MARGIN),
    )


def _counts() -> Counter[str]:
    shelved = MicroCredential.objects.filter(current__isnull=False, retired_at__isnull=True)
    return Counter(shelved.values_list("current__competency", flat=True))


def _arrows(competencies: dict[str, Competency], places: dict[str, tuple[int, int]]) -> list[str]:
    return [
        _curve(places[before], places[code])
        for code, each in competencies.items()
        for before in each.prerequisites
        if before in places
    ]


def _curve(start: tuple[int, int], end: tuple[int, int]) -> str:
    """Draw from the right edge of one box to the left edge of another, as an SVG path."""
    x1, y1 = start[0] + WIDTH, start[1] + HEIGHT // 2
    x2, y2 = end[0], end[1] + HEIGHT // 2
    bend = (x2 - x1) // 2
    return f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2 - 6} {y2}"


def _lines(title: str, y: int) -> list[tuple[int, str]]:
    """Break a title into at most two lines, each with its height in the drawing."""
    lines = [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) > LINE and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1]} …"]
    return [(y + 36 + 15 * number, line) for number, line in enumerate(lines)]

"""The outlines of the pins, one per category, so that shape says what colour says."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin


@dataclass(frozen=True)
class Shape:
    """An outline as path data around the origin, at most 47 units from it, and its length.

    Lengths are measured (`getTotalLength` of a browser); stitches are spaced by them, so that
    the last meets the first.
    """

    outline: str
    length: float


def _star() -> str:
    """Lay two squares across each other: the eight points of a quilt's star."""
    corners = [
        (radius * sin(pi * index / 8), -radius * cos(pi * index / 8))
        for index in range(16)
        for radius in ((44, 35.9)[index % 2],)
    ]
    return "M" + "L".join(f"{round(x, 1):g} {round(y, 1):g}" for x, y in corners) + "Z"


SHAPES = {
    "digital teaching tools": Shape(
        "M0-40H26Q40-40 40-26V26Q40 40 26 40H-26Q-40 40-40 26V-26Q-40-40-26-40Z", 298.9
    ),
    "inclusive education": Shape("M0-43A43 43 0 0 1 0 43A43 43 0 0 1 0-43Z", 270.2),
    "instructional design": Shape(
        "M6-43L35-26.3Q41-23 41-16V16Q41 23 35 26.3L6 43Q0 46-6 43L-35 26.3Q-41 23-41 16V-16"
        "Q-41-23-35-26.3L-6-43Q0-46 6-43Z",
        273.2,
    ),
    "assessment strategies": Shape(
        "M0-44C9-38 22-35.5 35-36Q39-36 39-32V-4C39 20 22 36 0 45C-22 36-39 20-39-4V-32"
        "Q-39-36-35-36C-22-35.5-9-38 0-44Z",
        275.4,
    ),
    "social-emotional learning": Shape(
        "M0-43.5A27 27 0 0 1 25.5-25.5A27 27 0 0 1 25.5 25.5A27 27 0 0 1-25.5 25.5"
        "A27 27 0 0 1-25.5-25.5A27 27 0 0 1 0-43.5Z",
        267,
    ),
    "leadership and coaching": Shape(_star(), 280),
}

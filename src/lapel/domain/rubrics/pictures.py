"""Figures with their intervals, drawn as a picture that stands alone: SVG without style or script.

Words come from the caller, in the reader's language. The colours are those of Lapel's paper and
ink; letters are set in Bitter where the one who draws has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PAPER, INK, SOFT, LINE, ACCENT = "#fffefa", "#23262f", "#57565a", "#d5d0c1", "#263460"
WIDTH, MARGIN, ROW = 960, 40, 44
LEFT, RIGHT = 400, 680
TICKS = 4


@dataclass(frozen=True)
class Drawn:
    """A row of the picture: what it is called, what is said of it, and where its marks stand."""

    label: str
    said: str
    value: float | None = None
    low: float | None = None
    high: float | None = None


def intervals_svg(  # noqa: PLR0913 (what stands in the picture, keyword-only)
    *,
    title: str,
    subtitle: str,
    rows: Sequence[Drawn],
    foot: str,
    least: float = 0.0,
    most: float = 1.0,
) -> str:
    """Draw a dot and its interval for each row, on a scale from `least` to `most`.

    A row without a value has its words alone; without any row the subtitle says all there is.
    """
    top = 130
    bottom = top + ROW * len(rows)
    height = bottom + (90 if rows else 50)
    scale = _scale(top, bottom, least, most) if rows else ""
    marks = "".join(
        _row(each, top + ROW * (number + 0.5), least, most) for number, each in enumerate(rows)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}"'
        f' height="{height}" role="img" font-family="Bitter, serif"><title>{escape(title)}</title>'
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>'
        f"{words(title, MARGIN, 58, size=27, weight=700)}"
        f"{words(subtitle, MARGIN, 94, size=18, fill=SOFT)}{scale}{marks}"
        f"{words(foot, MARGIN, height - 26, size=15, fill=SOFT)}</svg>\n"
    )


def words(  # noqa: PLR0913 (how letters stand, keyword-only)
    said: str,
    x: float,
    y: float,
    *,
    size: int = 17,
    fill: str = INK,
    anchor: str = "start",
    weight: int = 400,
) -> str:
    """Set one line of words."""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{fill}" text-anchor="{anchor}"'
        f' font-weight="{weight}">{escape(said)}</text>'
    )


def line(points: Sequence[tuple[float, float]], *, stroke: str = LINE, width: float = 1) -> str:
    """Draw a line through points."""
    path = "L".join(f"{x:.4g} {y:.4g}" for x, y in points)
    return (
        f'<path d="M{path}" fill="none" stroke="{stroke}" stroke-width="{width:g}"'
        ' stroke-linecap="round" stroke-linejoin="round"/>'
    )


def dot(x: float, y: float, *, fill: str = ACCENT, radius: float = 7) -> str:
    """Draw a dot."""
    return f'<circle cx="{x:.4g}" cy="{y:.4g}" r="{radius:g}" fill="{fill}"/>'


def placed(value: float, least: float, most: float, start: float, end: float) -> float:
    """Place a value on a line from `start` (`least`) to `end` (`most`); never beside it."""
    share = min(max((value - least) / (most - least), 0.0), 1.0)
    return start + share * (end - start)


def _scale(top: float, bottom: float, least: float, most: float) -> str:
    drawn = ""
    for number in range(TICKS + 1):
        value = least + (most - least) * number / TICKS
        x = placed(value, least, most, LEFT, RIGHT)
        drawn += line([(x, top), (x, bottom)])
        drawn += words(f"{value:g}", x, bottom + 22, size=14, fill=SOFT, anchor="middle")
    return drawn


def _row(row: Drawn, y: float, least: float, most: float) -> str:
    drawn = words(row.label, MARGIN, y + 6) + words(row.said, RIGHT + 24, y + 6)
    if row.low is not None and row.high is not None:
        ends = [(placed(end, least, most, LEFT, RIGHT), y) for end in (row.low, row.high)]
        drawn += line(ends, stroke=ACCENT, width=5)
    if row.value is not None:
        drawn += dot(placed(row.value, least, most, LEFT, RIGHT), y)
    return drawn

"""The picture a link shows when it is shared: the badge pinned to cloth, its title beside it."""

from __future__ import annotations

from html import escape
from pathlib import Path

from lapel.domain.artwork.badge import badge_svg

# Hand these to whatever turns the card into pixels; without them its letters depend on the machine.
FONT_FILES = tuple(
    str(Path(__file__).parent / "fonts" / name) for name in ("bitter-400.ttf", "bitter-650.ttf")
)
_SIZES = (76, 66, 58, 50)
_WIDTH = 620
_MOST_LINES = 4
# Advance widths of Bitter in em, measured at weight 650.
_NARROW, _MIDDLE, _BROAD = 0.36, 0.62, 0.95


def og_card_svg(  # noqa: PLR0913 (the badge's words and the lines below, keyword-only)
    *,
    category: str,
    competency: str | None,
    level: str,
    title: str,
    lines: tuple[str, ...] = (),
    stack: bool = False,
) -> str:
    """Draw a link preview of 1200 by 630 units: badge, title, and up to three short lines below.

    Long titles get smaller letters and at most four lines, the last cut with an ellipsis. The
    letters are set in Bitter (`FONT_FILES`).
    """
    badge = badge_svg(
        category=category, competency=competency, level=level, title=title, stack=stack
    )
    size, rows = _fitted(title)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630" width="1200" height="630"'
        f' font-family="Bitter, serif"><title>{escape(title)}</title>{_cloth()}'
        f'<svg x="70" y="115" width="400" height="400" {badge.removeprefix("<svg ")}'
        f"{_heading(rows, size)}{_small(lines[:3])}</svg>"
    )


def _cloth() -> str:
    """Spread the cloth, a sheet of paper on it, and sew the hem."""
    hem = 'fill="none" stroke="#d8cfae" stroke-width="4" stroke-linecap="round"'
    return (
        '<rect width="1200" height="630" fill="#263460"/>'
        '<rect x="36" y="36" width="1128" height="558" rx="28" fill="#fffefa"/>'
        '<path d="M36 64A28 28 0 0 1 64 36H505V594H64A28 28 0 0 1 36 566Z" fill="#f0ebdc"/>'
        f'<rect x="18" y="18" width="1164" height="594" rx="40" {hem} stroke-dasharray="16 14"/>'
        '<path d="M505 60V570" stroke="#a1393c" stroke-width="3" stroke-linecap="round"'
        ' stroke-dasharray="12 11"/>'
    )


def _wide(words: str) -> float:
    """Estimate how wide words run, in em."""
    return sum(
        _NARROW if sign in "fijlrtI.,:;'\u2019!|- " else _BROAD if sign in "mwMW@—" else _MIDDLE
        for sign in words
    )


def _wrapped(title: str, size: int) -> list[str]:
    """Break a title into lines that fit the sheet at this size."""
    rows: list[str] = []
    for word in title.split():
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and _wide(longer) * size <= _WIDTH:
            rows[-1] = longer
        else:
            rows.append(word)
    return rows


def _fitted(title: str) -> tuple[int, list[str]]:
    """Choose the largest size at which the title takes three lines, or cut it after four."""
    for size in _SIZES:
        rows = _wrapped(title, size)
        if len(rows) < _MOST_LINES:
            return size, rows
    if len(rows) > _MOST_LINES:
        rows = [*rows[: _MOST_LINES - 1], f"{rows[_MOST_LINES - 1]}…"]
    return size, rows


def _heading(rows: list[str], size: int) -> str:
    """Set the title."""
    step = size * 1.16
    top = 285 - step * (len(rows) - 1) / 2
    return "".join(
        f'<text x="545" y="{top + step * index:g}" font-size="{size}" font-weight="700"'
        f' fill="#23262f">{escape(row)}</text>'
        for index, row in enumerate(rows)
    )


def _small(lines: tuple[str, ...]) -> str:
    """Set the lines below the title, and the wordmark."""
    set_lines = "".join(
        f'<text x="545" y="{470 + 40 * index}" font-size="29" fill="#57565a">{escape(line)}</text>'
        for index, line in enumerate(lines)
    )
    mark = '<text x="545" y="110" font-size="34" font-weight="700" fill="#263460">Lapel</text>'
    return set_lines + mark

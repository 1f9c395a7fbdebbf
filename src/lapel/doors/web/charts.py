"""Small charts drawn on the server: each row of a table carries its own mark.

The table is the chart, so a screen reader, a printer and a phone get the same figures.
Positions are percentages of the drawing's width, so nothing is distorted at any width.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Spread:
    """A figure with the interval it may lie in, all on the same scale."""

    label: str
    value: float
    low: float
    high: float


def _share(value: float, least: float, most: float) -> str:
    """Place a value between `least` and `most` as a percentage of the width, 0 to 100."""
    if most <= least:
        return "0%"
    return f"{min(max((value - least) / (most - least), 0), 1) * 100:.4g}%"


def _drawing(marks: SafeString) -> SafeString:
    """Wrap marks in a drawing that assistive technology passes over: the figures say it all."""
    return format_html('<svg class="track" aria-hidden="true" focusable="false">{}</svg>', marks)


def _table(kind: str, title: str, head: tuple[str, str, str], rows: SafeString) -> SafeString:
    """Lay rows of a chart out as a table with a caption."""
    return format_html(
        '<table class="chart {}"><caption>{}</caption><thead><tr><th scope="col">{}</th>'
        '<th scope="col" class="number">{}</th><td class="drawing">{}</td></tr></thead>'
        "<tbody>{}</tbody></table>",
        kind,
        title,
        *head,
        rows,
    )


_ROW = '<tr><th scope="row">{}</th><td class="number">{}</td><td class="drawing">{}</td></tr>'


def bars(title: str, rows: Sequence[tuple[str, float]], *, most: float | None = None) -> SafeString:
    """Draw one bar per (label, number); the longest fills the width unless `most` says more."""
    end = most if most is not None else max((number for _label, number in rows), default=0)
    drawn = (
        (
            label,
            f"{number:g}",
            _drawing(
                format_html(
                    '<rect class="bed" width="100%" height="100%" rx="4"/>'
                    '<rect class="bar" width="{}" height="100%" rx="4"/>',
                    _share(number, 0, end),
                )
            ),
        )
        for label, number in rows
    )
    return _table("bars", title, (_("What"), _("How many"), ""), format_html_join("", _ROW, drawn))


def dots(title: str, rows: Sequence[Spread], *, least: float = 0, most: float = 1) -> SafeString:
    """Draw one dot per figure with its interval as a line, on a scale from `least` to `most`."""
    drawn = (
        (
            row.label,
            _("%(value)s (%(low)s to %(high)s)")
            % {"value": f"{row.value:g}", "low": f"{row.low:g}", "high": f"{row.high:g}"},
            _drawing(_spread(row, least, most)),
        )
        for row in rows
    )
    scale = _("%(least)s to %(most)s") % {"least": f"{least:g}", "most": f"{most:g}"}
    head = (_("What"), _("Value (interval)"), scale)
    return _table("dots", title, head, format_html_join("", _ROW, drawn))


def _spread(row: Spread, least: float, most: float) -> SafeString:
    """Draw the scale, the interval and the dot."""
    return format_html(
        '<line class="bed" x1="0" x2="100%" y1="50%" y2="50%"/>'
        '<line class="span" x1="{}" x2="{}" y1="50%" y2="50%"/>'
        '<circle class="dot" cx="{}" cy="50%" r="6"/>',
        _share(row.low, least, most),
        _share(row.high, least, most),
        _share(row.value, least, most),
    )

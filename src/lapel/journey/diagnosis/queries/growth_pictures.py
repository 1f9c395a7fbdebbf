"""Growth as a picture that stands alone; the table beside it says the same in words.

A row for each competency, a column for each moment, the last one at the right. While the bank is
provisional a column holds a band without a dot: at the top a strength, at the bottom a place to
grow, two thirds where one end is ruled out, and all of the height where nothing may be said.
"""

from __future__ import annotations

from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lapel.domain.rubrics.pictures import ACCENT, INK, LINE, PAPER, SOFT, dot, line, words
from lapel.journey.diagnosis.queries.growth import COLUMNS
from lapel.journey.diagnosis.queries.pictures import LEAST, MOST, SPANS, said_of
from lapel.journey.diagnosis.queries.standings import STRONG, WEAK, Word

if TYPE_CHECKING:
    from lapel.journey.diagnosis.queries.growth import Growth, Place, Way

WIDTH, MARGIN, TOP = 640, 20, 96
LABEL, LEFT, COLUMN = 34, 268, 22
TALL, ROW, LEADING = 46, 62, 18
SAID, SHORT = LEFT + COLUMNS * COLUMN + 12, 12


def growth_svg(growth: Growth, name: str = "") -> str:
    """Draw her way in each competency up to the moment looked at; `name` where others see it."""
    title = _("%(name)s: growth") % {"name": name} if name else _("My growth")
    subtitle = date_format(localtime(growth.moment.at), "DATE_FORMAT")
    if growth.is_provisional:
        subtitle = _("%(day)s · provisional bands") % {"day": subtitle}
    if growth.target:
        subtitle = f"{subtitle} · {_('line: %(aim)s') % {'aim': growth.target.name}}"
    rows = "".join(_row(each, TOP + ROW * number) for number, each in enumerate(growth.ways))
    height = TOP + ROW * len(growth.ways) + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}"'
        f' height="{height}" role="img" font-family="Bitter, serif"><title>{escape(title)}</title>'
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>'
        f"{words(title, MARGIN, 40, size=24, weight=700)}"
        f"{words(subtitle, MARGIN, 68, size=15, fill=SOFT)}{rows}</svg>\n"
    )


def _row(way: Way, top: float) -> str:
    drawn = ""
    for number, part in enumerate(wrap(str(way.competency), LABEL)[:3]):
        drawn += words(part, MARGIN, top + LEADING * (number + 0.8), size=14)
    right = LEFT + COLUMNS * COLUMN
    for edge in (WEAK, STRONG):
        drawn += line([(LEFT, _at(edge, top)), (right, _at(edge, top))])
    for number, place in enumerate(reversed(way.places)):
        drawn += _place(place, right - COLUMN * (number + 0.5), top)
    if way.line is not None:
        y = _at(way.line, top)
        drawn += line([(right - COLUMN, y), (right, y)], stroke=INK, width=3)
    fill = SOFT if way.now.word is Word.OPEN else ACCENT
    said = wrap(said_of(way.now.word), SHORT)
    first = top + TALL / 2 + 5 - (len(said) - 1) * LEADING / 2
    for number, part in enumerate(said):
        drawn += words(part, SAID, first + LEADING * number, size=14, fill=fill)
    return drawn


def _place(place: Place, x: float, top: float) -> str:
    if not place.provisional:
        ends = [(x, _at(max(place.low, LEAST), top)), (x, _at(min(place.high, MOST), top))]
        return line(ends, stroke=LINE, width=8) + dot(x, _at(place.mean, top), radius=5)
    low, high = SPANS.get(place.word, (LEAST, MOST))
    ends = [(x, _at(low, top)), (x, _at(high, top))]
    return line(ends, stroke=LINE if place.word is Word.OPEN else ACCENT, width=8)


def _at(value: float, top: float) -> float:
    inside = min(max(value, LEAST), MOST)
    return top + TALL * (MOST - inside) / (MOST - LEAST)

"""Where she stands as a picture that stands alone; the table beside it says the same in words."""

from __future__ import annotations

from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lapel.domain.rubrics.pictures import ACCENT, LINE, PAPER, SOFT, dot, line, placed, words
from lapel.journey.diagnosis.queries.standings import STRONG, WEAK, Word

if TYPE_CHECKING:
    from lapel.journey.diagnosis.models import Diagnosis
    from lapel.journey.diagnosis.queries.standings import Row, Standings

WIDTH, MARGIN = 480, 16
START, END = 24, 330
LEAST, MOST = -2.5, 2.5
LETTERS, LEADING, TRACK, GAP = 44, 22, 24, 18
# Letters in a line of what is said beside a track.
SHORT = 16
# Where a word says that she stands; a word that is not here says nothing of it.
SPANS = {
    Word.STRENGTH: (STRONG, MOST),
    Word.GROW: (LEAST, WEAK),
    Word.BETWEEN: (WEAK, STRONG),
    Word.UPPER: (WEAK, MOST),
    Word.LOWER: (LEAST, STRONG),
}


def standings_svg(diagnosis: Diagnosis, found: Standings) -> str:
    """Draw a track for each competency: a dot with its interval, or a band while provisional."""
    day = diagnosis.finished_at or diagnosis.changed_at
    title = _("Where I stand")
    subtitle = date_format(localtime(day), "DATE_FORMAT")
    if found.is_provisional:
        subtitle = _("%(day)s · provisional bands") % {"day": subtitle}
    height, drawn = 84.0, ""
    for row in found.rows:
        part, taken = _row(row, height, provisional=found.is_provisional)
        drawn += part
        height += taken
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}"'
        f' height="{height:g}" role="img" font-family="Bitter, serif">'
        f"<title>{escape(title)}</title>"
        f'<rect width="{WIDTH}" height="{height:g}" fill="{PAPER}"/>'
        f"{words(title, MARGIN, 36, size=24, weight=700)}"
        f"{words(subtitle, MARGIN, 62, size=16, fill=SOFT)}{drawn}</svg>\n"
    )


def said_of(word: Word) -> str:
    """Give the word in the reader's language."""
    return {
        Word.STRENGTH: _("Strength"),
        Word.GROW: _("Place to grow"),
        Word.BETWEEN: _("In between"),
        Word.UPPER: _("In between or a strength"),
        Word.LOWER: _("In between or a place to grow"),
        Word.OPEN: _("Open"),
    }[word]


def _row(row: Row, top: float, *, provisional: bool) -> tuple[str, float]:
    lines = wrap(str(row.competency), LETTERS)
    drawn = ""
    for number, part in enumerate(lines):
        drawn += words(part, MARGIN, top + LEADING * (number + 0.75), size=16)
    middle = top + LEADING * len(lines) + TRACK / 2
    drawn += line([(START, middle), (END, middle)], width=2)
    for edge in (WEAK, STRONG):
        x = _at(edge)
        drawn += line([(x, middle - 6), (x, middle + 6)], width=2)
    drawn += _band(row, middle) if provisional else _interval(row, middle)
    fill = SOFT if row.word is Word.OPEN else ACCENT
    for number, part in enumerate(wrap(said_of(row.word), SHORT)):
        drawn += words(part, END + 16, middle + 5 + LEADING * number, size=15, fill=fill)
    return drawn, LEADING * len(lines) + TRACK + GAP


def _band(row: Row, y: float) -> str:
    ends = SPANS.get(row.word)
    if ends is None:
        return line([(START, y), (END, y)], stroke=LINE, width=7)
    return line([(_at(ends[0]), y), (_at(ends[1]), y)], stroke=ACCENT, width=7)


def _interval(row: Row, y: float) -> str:
    ends = [(_at(end), y) for end in (row.low, row.high)]
    return line(ends, stroke=ACCENT, width=5) + dot(_at(row.mean), y)


def _at(value: float) -> float:
    return placed(value, LEAST, MOST, START, END)

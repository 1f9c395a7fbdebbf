"""Read holidays as somebody writes or pastes them, one a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from lapel.journey.people.actions.refusal import Refusal
from lapel.journey.people.queries import Period

LONGEST = 100
NAME_LENGTH = 120
YEARS = range(2000, 2101)
# 2026-12-25 Christmas, or 2026-12-21..2027-01-02 Winter break; dashes and commas as they come.
LINE = re.compile(
    r"(?P<first>\d{4}-\d{1,2}-\d{1,2})"
    r"(?:\s*(?:\.\.\.?|[\N{EN DASH}\N{EM DASH}-]|to\b|/)\s*(?P<last>\d{4}-\d{1,2}-\d{1,2}))?"
    r"[\s,;:\N{EN DASH}\N{EM DASH}-]*(?P<name>.*)"
)


class LinesRefusal(Refusal):
    """Some lines cannot be used; `reasons` has a sentence for each, with its number."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class _Read:
    number: int
    period: Period


def read_holidays(text: str) -> list[Period]:
    """Read lines such as `2026-12-25 Christmas`; a `LinesRefusal` says what is wrong in which.

    Empty lines count and say nothing. A day that is named twice alike is taken once.
    """
    read, reasons = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            if line.strip():
                read.append(_Read(number, _period(line.strip())))
        except Refusal as refusal:
            reasons.append(_numbered(number, str(refusal)))
    reasons += _twice(read)
    if reasons:
        raise LinesRefusal(reasons)
    return [each.period for each in read]


def checked_period(*, first: date, last: date, name: str) -> Period:
    """Give a stretch of days with its name, or a `Refusal` where they cannot be meant."""
    if last < first:
        raise Refusal(gettext("The last day is before the first."))
    if first.year not in YEARS or last.year not in YEARS:
        raise Refusal(gettext("The year cannot be meant."))
    if (last - first).days >= LONGEST:
        raise Refusal(gettext("A holiday lasts %s days at most.") % LONGEST)
    name = " ".join(name.split())
    if not name:
        raise Refusal(gettext("There is no name after the date."))
    if len(name) > NAME_LENGTH:
        raise Refusal(gettext("The name is longer than %s characters.") % NAME_LENGTH)
    return Period(first, last, name)


def _period(line: str) -> Period:
    found = LINE.fullmatch(line)
    if not found:
        raise Refusal(gettext("It does not begin with a date, as in 2026-12-25 Christmas."))
    first = _day(found["first"])
    return checked_period(
        first=first, last=_day(found["last"]) if found["last"] else first, name=found["name"]
    )


def _day(words: str) -> date:
    year, month, day = map(int, words.split("-"))
    try:
        return date(year, month, day)
    except ValueError:
        raise Refusal(gettext("There is no day %s.") % words) from None


def _twice(read: list[_Read]) -> list[str]:
    """Say which days are named twice, differently."""
    seen: dict[date, _Read] = {}
    reasons = []
    for each in read:
        earlier = [seen[day] for day in each.period.days() if day in seen]
        other = next((one for one in earlier if one.period.name != each.period.name), None)
        if other:
            said = gettext("The same day has another name on line %s.") % other.number
            reasons.append(_numbered(each.number, said))
        seen |= {day: each for day in each.period.days() if day not in seen}
    return reasons


def _numbered(number: int, sentence: str) -> str:
    return gettext("Line %(line)s: %(reason)s") % {"line": number, "reason": sentence}

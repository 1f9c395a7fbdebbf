"""An organisation's holidays as stretches of days of one name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lapel.journey.people.models import Holiday
from lapel.journey.people.queries.tree import organisations_above

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lapel.journey.people.models import Organisation


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last` (the same for a single day) that have one name."""

    first: date
    last: date
    name: str

    def days(self) -> list[date]:
        """List the days of the stretch."""
        count = (self.last - self.first).days + 1
        return [self.first + timedelta(days=number) for number in range(count)]


def periods_of(organisation: Organisation) -> list[Period]:
    """Give an organisation's own holidays, days of one name in a row together, oldest first."""
    return _together(Holiday.objects.filter(organisation=organisation).order_by("date"))


def inherited_holidays(organisation: Organisation) -> list[tuple[Organisation, list[Period]]]:
    """Give the holidays that hold here because of the organisations above, nearest first."""
    above = organisations_above(organisation)[1:]
    kept = Holiday.objects.filter(organisation__in=[each.pk for each in above]).order_by("date")
    found = list(kept)
    theirs = [(each, [day for day in found if day.organisation_id == each.pk]) for each in above]
    return [(each, _together(days)) for each, days in theirs if days]


def _together(days: Iterable[Holiday]) -> list[Period]:
    periods: list[Period] = []
    for day in days:
        last = periods[-1] if periods else None
        if last and last.name == day.name and day.date - last.last == timedelta(days=1):
            periods[-1] = Period(last.first, day.date, day.name)
        else:
            periods.append(Period(day.date, day.date, day.name))
    return periods

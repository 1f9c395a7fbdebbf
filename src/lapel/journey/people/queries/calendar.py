"""Business days of an organisation: its zone, its holidays, and those of all above it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from lapel.journey.people.models import Holiday
from lapel.journey.people.queries.tree import organisations_above

if TYPE_CHECKING:
    from lapel.journey.people.models import Organisation

SATURDAY = 5
UTC_ZONE = ZoneInfo("UTC")


@dataclass(frozen=True)
class Calendar:
    """An organisation's business days: Monday to Friday in its zone, without its holidays."""

    zone: ZoneInfo = UTC_ZONE
    holidays: frozenset[date] = frozenset()

    def is_business_day(self, day: date) -> bool:
        """Tell whether the organisation's clock runs on this day."""
        return day.weekday() < SATURDAY and day not in self.holidays

    def deadline(self, start: datetime, days: int) -> datetime:
        """Give the instant (UTC) at which the `days`-th business day after `start`'s day ends.

        The day of the start never counts, so nobody loses time by beginning late in the day.
        """
        day = start.astimezone(self.zone).date()
        left = days
        while left > 0:
            day += timedelta(days=1)
            left -= self.is_business_day(day)
        return self._midnight(day + timedelta(days=1))

    def days_between(self, start: datetime, end: datetime) -> int:
        """Count the business days after `start`'s day that are over by `end` (0 if none)."""
        day = start.astimezone(self.zone).date() + timedelta(days=1)
        last = end.astimezone(self.zone).date()
        count = 0
        while day < last:
            count += self.is_business_day(day)
            day += timedelta(days=1)
        return count

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=self.zone).astimezone(UTC)


def calendar_of(organisation: Organisation | None) -> Calendar:
    """Give an organisation's calendar: its own zone, its holidays and those of all above it."""
    if organisation is None:
        return Calendar()
    line = [each.pk for each in organisations_above(organisation)]
    days = Holiday.objects.filter(organisation__in=line).values_list("date", flat=True)
    return Calendar(ZoneInfo(organisation.zone), frozenset(days))


def business_deadline(organisation: Organisation | None, start: datetime, days: int) -> datetime:
    """Give the instant (UTC) at which a number of business days after `start` is over (R15)."""
    return calendar_of(organisation).deadline(start, days)


def business_days_between(organisation: Organisation | None, start: datetime, end: datetime) -> int:
    """Count the business days that have passed from `start` to `end` (R15)."""
    return calendar_of(organisation).days_between(start, end)

"""Days that do not count: holidays, and stretches a person has taken off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """A stretch of days, both ends in it; without a last day it goes on until she is back."""

    first: date
    last: date | None = None

    def __contains__(self, day: date) -> bool:
        """Tell whether a day lies in it."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class DaysOff:
    """All days that do not count for a person."""

    holidays: frozenset[date] = frozenset()
    spans: tuple[Span, ...] = ()

    def __contains__(self, day: date) -> bool:
        """Tell whether a day does not count."""
        return day in self.holidays or any(day in span for span in self.spans)

    def is_open(self, day: date) -> bool:
        """Tell whether a day lies in a stretch of which nobody knows the end."""
        return any(span.last is None and day in span for span in self.spans)


def shifted(start: date, days: int, off: DaysOff) -> date | None:
    """Give the day that comes `days` counting days after `start`, itself one that counts.

    None where an open stretch stands between: it is not due before she is back.
    """
    day, left = start, days
    while left > 0 or day in off:
        if off.is_open(day):
            return None
        day += DAY
        left -= day not in off
    return day

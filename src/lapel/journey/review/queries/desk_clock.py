"""The clock that leads are told: it runs by the calendar of whoever assesses, never a teacher's.

A deadline by her organisation's calendar tells its time zone and its holidays, and so whose work
may lie behind a case that a lead may be the next to score (R5, R9, R15).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from lapel.domain.rubrics.lifecycle import FINAL, State
from lapel.journey.people.queries import calendar_of
from lapel.journey.record.queries import now
from lapel.journey.review.models import Appeal, IntegrityHold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.people.queries import Calendar
    from lapel.journey.review.models import Case

TARGET_DAYS = 5
BREACH_DAYS = 10
# Here no clock runs (R15).
STOPPED = frozenset({State.HOLD_INTEGRITY, State.HOLD_VIVA})


@dataclass(frozen=True)
class DeskClock:
    """When a case should be decided, and from when on it is late, by the calendar of its desk."""

    calendar: Calendar
    target_at: datetime
    breach_at: datetime
    runs: bool

    @property
    def is_late(self) -> bool:
        """Tell whether the case waits and ten business days are over."""
        return self.runs and self.breach_at <= now()

    @property
    def target_day(self) -> date:
        """Give the business day by whose end the case should be decided."""
        return self._day_before(self.target_at)

    @property
    def breach_day(self) -> date:
        """Give the business day after whose end the case is late."""
        return self._day_before(self.breach_at)

    def _day_before(self, midnight: datetime) -> date:
        return (midnight - timedelta(minutes=1)).astimezone(self.calendar.zone).date()


def desk_clock(case: Case) -> DeskClock:
    """Give a case's clock as its desk tells it."""
    return desk_clocks([case])[case.pk]


def desk_clocks(cases: Iterable[Case]) -> dict[UUID, DeskClock]:
    """Give the clocks of cases, in a few queries; micro-credentials are expected with them."""
    found = list(cases)
    calendars = desk_calendars(found)
    appeals = dict(Appeal.objects.filter(case__in=found).values_list("case", "opened_at"))
    holds: dict[UUID, list[IntegrityHold]] = defaultdict(list)
    for hold in IntegrityHold.objects.filter(
        case__in=found, outcome=IntegrityHold.Outcome.CLEARED
    ).order_by("held_at"):
        holds[hold.case_id].append(hold)
    return {
        each.pk: _clock(
            each, calendars[each.microcredential.organisation_id], appeals, holds[each.pk]
        )
        for each in found
    }


def late_cases(open_: QuerySet[Case]) -> list[tuple[Case, DeskClock]]:
    """Give those of these cases that are late, each with its clock, the longest overdue first."""
    # ten business days are never fewer than twelve days
    old = list(open_.filter(opened_at__lte=now() - timedelta(days=BREACH_DAYS + 2)))
    clocks = desk_clocks(old)
    late = [(each, clocks[each.pk]) for each in old if clocks[each.pk].is_late]
    return sorted(late, key=lambda pair: pair[1].breach_at)


def desk_calendars(cases: Iterable[Case]) -> dict[UUID, Calendar]:
    """Give the calendars of those who assess these cases, by organisation."""
    places = {each.microcredential.organisation for each in cases}
    return {each.pk: calendar_of(each) for each in places}


def _clock(
    case: Case,
    calendar: Calendar,
    appeals: Mapping[UUID, datetime],
    holds: Iterable[IntegrityHold],
) -> DeskClock:
    start = appeals.get(case.pk, case.opened_at)
    target, breach = (calendar.deadline(start, days) for days in (TARGET_DAYS, BREACH_DAYS))
    for hold in holds:
        if hold.released_at and hold.held_at >= start:
            target = _later(calendar, target, hold.held_at, hold.released_at)
            breach = _later(calendar, breach, hold.held_at, hold.released_at)
    state = State(case.state)
    return DeskClock(calendar, target, breach, runs=state not in STOPPED | FINAL)


def _later(calendar: Calendar, end: datetime, held: datetime, released: datetime) -> datetime:
    """Count the business days that were left when the clock stopped anew from its going on."""
    return calendar.deadline(released, calendar.days_between(held, end))

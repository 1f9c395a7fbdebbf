"""Business days of an organisation (R15)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.journey.people.models import Holiday
from lapel.journey.people.queries import (
    Calendar,
    business_days_between,
    business_deadline,
    calendar_of,
)

if TYPE_CHECKING:
    from cast import Cast

ZONES = ["UTC", "Africa/Nairobi", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland"]
instants = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001 (Hypothesis adds the zone)
    max_value=datetime(2030, 1, 1),  # noqa: DTZ001 (Hypothesis adds the zone)
    timezones=st.just(UTC),
)
calendars = st.builds(
    Calendar,
    zone=st.sampled_from([ZoneInfo(name) for name in ZONES]),
    holidays=st.frozensets(st.dates(date(2024, 1, 1), date(2030, 1, 1)), max_size=30),
)


def test_a_weekend_does_not_count() -> None:
    """Five days after a Thursday end with the next Thursday (2026-03-05 is a Thursday)."""
    end = Calendar().deadline(datetime(2026, 3, 5, 15, tzinfo=UTC), 5)
    assert end == datetime(2026, 3, 13, tzinfo=UTC)


def test_a_holiday_does_not_count() -> None:
    """A holiday on the Monday moves the deadline by a day."""
    calendar = Calendar(holidays=frozenset({date(2026, 3, 9)}))
    assert calendar.deadline(datetime(2026, 3, 5, 15, tzinfo=UTC), 5).date() == date(2026, 3, 14)


def test_the_day_ends_at_midnight_where_the_organisation_is() -> None:
    """Nairobi is three hours ahead of UTC, so its Friday ends at 21:00 UTC."""
    calendar = Calendar(ZoneInfo("Africa/Nairobi"))
    end = calendar.deadline(datetime(2026, 3, 5, 12, tzinfo=UTC), 1)
    assert end == datetime(2026, 3, 6, 21, tzinfo=UTC)


def test_a_late_evening_start_belongs_to_the_local_day() -> None:
    """22:00 UTC on Thursday is Friday in Nairobi, so the first day is Monday."""
    calendar = Calendar(ZoneInfo("Africa/Nairobi"))
    end = calendar.deadline(datetime(2026, 3, 5, 22, tzinfo=UTC), 1)
    assert end == datetime(2026, 3, 9, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        # New York springs forward on 2026-03-08 and falls back on 2026-11-01 (IANA tzdata).
        (datetime(2026, 3, 6, 17, tzinfo=UTC), datetime(2026, 3, 10, 4, tzinfo=UTC)),
        (datetime(2026, 10, 30, 17, tzinfo=UTC), datetime(2026, 11, 3, 5, tzinfo=UTC)),
    ],
)
def test_the_change_of_clocks_moves_the_instant_and_not_the_day(
    start: datetime, end: datetime
) -> None:
    """Monday ends at local midnight before and after the clocks change."""
    assert Calendar(ZoneInfo("America/New_York")).deadline(start, 1) == end


@given(calendars, instants, st.integers(1, 15))
def test_exactly_so_many_days_have_passed_at_the_deadline(
    calendar: Calendar, start: datetime, days: int
) -> None:
    """The two directions agree, and an instant before the deadline one day fewer has passed."""
    end = calendar.deadline(start, days)
    assert calendar.days_between(start, end) == days
    assert calendar.days_between(start, end - timedelta(microseconds=1)) == days - 1


@given(calendars, instants, st.integers(0, 15))
def test_a_longer_deadline_is_never_earlier(calendar: Calendar, start: datetime, days: int) -> None:
    """Deadlines grow with their days and lie after the start."""
    assert start < calendar.deadline(start, days) < calendar.deadline(start, days + 1)


def test_a_school_keeps_the_holidays_of_its_state(cast: Cast) -> None:
    """Holidays hold for everything below the organisation that names them."""
    Holiday.objects.create(organisation=cast.state, date=date(2026, 6, 1), name="Madaraka Day")
    assert calendar_of(cast.school).holidays == {date(2026, 6, 1)}
    assert calendar_of(cast.college).holidays == frozenset()


def test_nobodys_clock_runs_in_utc_without_holidays() -> None:
    """Without an organisation the calendar is plain."""
    start = datetime(2026, 3, 5, 15, tzinfo=UTC)
    end = business_deadline(None, start, 1)
    assert end == datetime(2026, 3, 7, tzinfo=UTC)
    assert business_days_between(None, start, end) == 1

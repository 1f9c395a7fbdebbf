"""A teacher's own rhythm: her zone, her days off, when she may be reminded."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from lapel.domain.memory import DaysOff, Span
from lapel.journey.learning.models import DailyRhythm, Pause
from lapel.journey.people.queries import calendar_of, schools_of

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from lapel.journey.people.models import Person

DAY = timedelta(days=1)
# Nobody plans further than this; who pauses without an end is never reminded.
HORIZON = 400
SATURDAY = 5


def rhythm_of(person: Person) -> DailyRhythm:
    """Give how she wants her sessions; the defaults, not kept, while she has said nothing."""
    return DailyRhythm.objects.filter(person=person).first() or DailyRhythm(person=person)


def zone_of(rhythm: DailyRhythm) -> ZoneInfo:
    """Give her zone: the one she named, that of her first school, or UTC."""
    schools = [] if rhythm.zone else schools_of(rhythm.person)
    return ZoneInfo(rhythm.zone or (schools[0].zone if schools else "UTC"))


def day_in(zone: ZoneInfo, moment: datetime) -> date:
    """Give the day of a moment in a zone."""
    return moment.astimezone(zone).date()


def pauses_of(person: Person) -> QuerySet[Pause]:
    """Give the stretches she took off, the latest first."""
    return Pause.objects.filter(person=person).order_by("-first", "-pk")


def open_pause(person: Person, today: date) -> Pause | None:
    """Give the stretch off in which a day lies, the one without an end first."""
    found = [each for each in pauses_of(person) if today in Span(each.first, each.last)]
    return next((each for each in found if each.last is None), found[0] if found else None)


def days_off_of(person: Person) -> DaysOff:
    """Give the days that do not count for her: her schools' holidays, and what she took off."""
    holidays = frozenset(
        day for school in schools_of(person) for day in calendar_of(school).holidays
    )
    spans = tuple(Span(each.first, each.last) for each in pauses_of(person))
    return DaysOff(holidays, spans)


def is_quiet(rhythm: DailyRhythm, at: time) -> bool:
    """Tell whether a time of her day lies in her quiet hours, which may pass midnight."""
    begin, end = rhythm.quiet_from, rhythm.quiet_until
    return begin <= at < end if begin <= end else at >= begin or at < end


def quiet_is_over(rhythm: DailyRhythm, moment: datetime, zone: ZoneInfo) -> datetime:
    """Give the first moment from this one on (UTC) that does not lie in her quiet hours."""
    there = moment.astimezone(zone)
    if not is_quiet(rhythm, there.time()):
        return moment
    day = there.date() if there.time() < rhythm.quiet_until else there.date() + DAY
    return datetime.combine(day, rhythm.quiet_until, zone).astimezone(UTC)


def reminder_ends(rhythm: DailyRhythm, moment: datetime, zone: ZoneInfo) -> datetime:
    """Give when a reminder of this moment must not come any more (UTC).

    That is where her quiet hours begin, or her next day, whichever is sooner.
    """
    there = moment.astimezone(zone)
    tomorrow = datetime.combine(there.date() + DAY, time.min, zone)
    quiet = datetime.combine(there.date(), rhythm.quiet_from, zone)
    is_ahead = rhythm.quiet_from != rhythm.quiet_until and quiet > there
    return (quiet if is_ahead else tomorrow).astimezone(UTC)


def is_school_day(day: date, off: DaysOff) -> bool:
    """Tell whether she may be reminded on a day: one of work that counts for her."""
    return day.weekday() < SATURDAY and day not in off


def next_reminder(rhythm: DailyRhythm, moment: datetime) -> datetime | None:
    """Give when she is to be reminded next (UTC): on a school day that she has not taken off.

    None where no such day is in sight.
    """
    zone, off = zone_of(rhythm), days_off_of(rhythm.person)
    first = day_in(zone, moment)
    for number in range(HORIZON):
        day = first + number * DAY
        at = datetime.combine(day, rhythm.remind_at, zone).astimezone(UTC)
        if at > moment and is_school_day(day, off):
            return at
    return None

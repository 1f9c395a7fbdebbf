"""Say how daily sessions should be, take days off, come back."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lapel.domain.memory import LONGEST, SHORTEST
from lapel.journey.learning.actions.refusal import Refusal
from lapel.journey.learning.events import ReminderDue
from lapel.journey.learning.models import DailyRhythm, Pause
from lapel.journey.learning.policies import may_enrol
from lapel.journey.learning.queries import day_in, is_quiet, next_reminder, rhythm_of, zone_of
from lapel.journey.people.queries import zone_named
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from datetime import date, time

    from lapel.journey.people.models import Person

LONGEST_PAUSE = timedelta(days=366)


def set_rhythm(  # noqa: PLR0913 (a form with these fields)
    *,
    person: Person,
    minutes: int,
    first: str,
    zone: str,
    by_mail: bool,
    remind_at: time,
    quiet_from: time,
    quiet_until: time,
    by_push: bool = False,
) -> DailyRhythm:
    """Keep how she wants her sessions; reminders begin anew with it, or end."""
    if not may_enrol(person):
        raise PermissionDenied
    if not SHORTEST <= minutes <= LONGEST:
        raise Refusal(_("A session takes 5 to 30 minutes."))
    if zone and zone_named(zone) != zone:
        raise Refusal(_("%s is not a time zone, such as Africa/Nairobi or UTC.") % zone)
    kept = {
        "minutes": minutes,
        "first": DailyRhythm.First(first),
        "zone": zone,
        "by_mail": by_mail,
        "by_push": by_push,
        "remind_at": remind_at,
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
    }
    wished = DailyRhythm(person=person, **kept)
    if wished.reminds and is_quiet(wished, remind_at):
        raise Refusal(_("The time to remind you lies in your quiet hours; change one of them."))
    with transaction.atomic():
        rhythm, _made = DailyRhythm.objects.update_or_create(person=person, defaults=kept)
        plan_reminders(rhythm)
        _note(person, "daily rhythm set")
    return rhythm


def remind_by_push(*, person: Person) -> DailyRhythm:
    """Have her reminded by notification too, at the hour that she has set, or the usual one.

    A reminder that is planned already is planned anew and stays the only one.
    """
    if not may_enrol(person):
        raise PermissionDenied
    with transaction.atomic():
        rhythm, _made = DailyRhythm.objects.get_or_create(person=person)
        if rhythm.by_push:
            return rhythm
        if is_quiet(rhythm, rhythm.remind_at):
            raise Refusal(_("The time to remind you lies in your quiet hours; change one of them."))
        rhythm.by_push = True
        rhythm.save(update_fields=["by_push"])
        plan_reminders(rhythm)
        _note(person, "reminders by notification begun")
    return rhythm


def take_off(*, person: Person, first: date, last: date | None) -> Pause:
    """Take days off, both ends in them; without a last day until she says that she is back.

    Nothing is due on them, and what would be is due as many days later.
    """
    if not may_enrol(person):
        raise PermissionDenied
    today = day_in(zone_of(rhythm_of(person)), now())
    if first < today:
        raise Refusal(_("Days that are over need no pause; what was due on them simply waits."))
    if last is not None and not first <= last <= first + LONGEST_PAUSE:
        raise Refusal(_("The last day is the first one or comes after it, within a year."))
    with transaction.atomic():
        pause = Pause.objects.create(person=person, first=first, last=last)
        plan_reminders(rhythm_of(person))
        _note(person, "days taken off")
    return pause


def come_back(*, person: Person) -> None:
    """End the days off that run today, and take back those that are still to come."""
    if not may_enrol(person):
        raise PermissionDenied
    yesterday = day_in(zone_of(rhythm_of(person)), now()) - timedelta(days=1)
    with transaction.atomic():
        hers = Pause.objects.filter(person=person)
        hers.filter(first__gt=yesterday).delete()
        running = Q(last__isnull=True) | Q(last__gt=yesterday)
        hers.filter(running).update(last=yesterday)
        plan_reminders(rhythm_of(person))
        _note(person, "came back")


def plan_reminders(rhythm: DailyRhythm) -> None:
    """Begin the row of reminders anew, so that none of an earlier one goes on."""
    if rhythm._state.adding:  # noqa: SLF001 (she has set nothing, so nothing reminds her)
        return
    at = next_reminder(rhythm, now()) if rhythm.reminds else None
    rhythm.chain = uuid.uuid4() if at else None
    rhythm.save(update_fields=["chain"])
    if at and rhythm.chain:
        announce(ReminderDue(person_id=rhythm.person_id, chain=rhythm.chain), due_at=at)


def _note(person: Person, action: str) -> None:
    note(aggregate="person", aggregate_id=person.pk, action=action, actor=person.pk)

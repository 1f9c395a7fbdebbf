"""Remind a teacher, if she still wants it and something waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.learning.actions.set_rhythm import plan_reminders
from lapel.journey.learning.events import ReminderDue, SessionWaits
from lapel.journey.learning.models import DailyRhythm
from lapel.journey.learning.queries import (
    days_off_of,
    is_school_day,
    quiet_is_over,
    session_of,
    zone_of,
)
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID


def remind(*, person_id: UUID, chain: UUID) -> None:
    """Announce that a session waits, never within her quiet hours, and plan the next reminder.

    A reminder that comes late, because nothing ran at its hour, waits for the quiet hours' end;
    on a day that is no school day it is left out.
    """
    with transaction.atomic():
        found = DailyRhythm.objects.select_for_update().select_related("person")
        rhythm = found.filter(person=person_id, chain=chain).first()
        if rhythm is None or not rhythm.reminds or not rhythm.person.is_active:
            return
        moment = now()
        allowed = quiet_is_over(rhythm, moment, zone_of(rhythm))
        if allowed > moment:
            announce(ReminderDue(person_id=person_id, chain=chain), due_at=allowed)
            return
        session = session_of(rhythm.person)
        if session.waits and is_school_day(session.day, days_off_of(rhythm.person)):
            announce(SessionWaits(person_id=person_id, day=session.day.isoformat()))
        plan_reminders(rhythm)

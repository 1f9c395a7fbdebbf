"""Notifications: that a session waits, and those that somebody tries."""

from __future__ import annotations

from lapel.journey.learning.events import SessionWaits
from lapel.journey.messaging.actions import forget_devices, owe_pushes, push_reminder, push_trial
from lapel.journey.messaging.events import PushDue, PushTried
from lapel.journey.people.events import PersonLeft
from lapel.journey.people.models import Person
from lapel.journey.record.events import receives


@receives(SessionWaits)
def push_of_session(event: SessionWaits) -> None:
    """Let her devices know, if she wants notifications."""
    owe_pushes(person=Person.objects.get(pk=event.person_id), day=event.day)


@receives(PushDue, heavy=True)
def carry_push(event: PushDue) -> None:
    """Send it, if it may still come."""
    push_reminder(device_id=event.device_id, day=event.day, attempt=event.attempt)


@receives(PushTried, heavy=True)
def carry_trial(event: PushTried) -> None:
    """Send what she asked for."""
    push_trial(device_id=event.device_id)


@receives(PersonLeft)
def forget_devices_of_who_left(event: PersonLeft) -> None:
    """Keep no device of somebody who left."""
    forget_devices(person_id=event.person_id)

"""What learning does when an hour has come."""

from __future__ import annotations

from lapel.journey.learning.actions import remind
from lapel.journey.learning.events import ReminderDue
from lapel.journey.record.events import receives


@receives(ReminderDue)
def remind_of_session(event: ReminderDue) -> None:
    """Remind her, if she still wants it and something waits."""
    remind(person_id=event.person_id, chain=event.chain)

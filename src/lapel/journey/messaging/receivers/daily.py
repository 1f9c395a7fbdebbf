"""The letter that a session waits, for who asked for it."""

from __future__ import annotations

from lapel.journey.learning.events import SessionWaits
from lapel.journey.learning.queries import rhythm_of, session_of
from lapel.journey.messaging.actions import write_letter
from lapel.journey.messaging.queries import daily_letters
from lapel.journey.people.models import Person
from lapel.journey.record.events import receives


@receives(SessionWaits)
def tell_of_session(event: SessionWaits) -> None:
    """Remind her once for a day, if by mail, unless that day is over or she was faster."""
    person = Person.objects.get(pk=event.person_id)
    if not rhythm_of(person).by_mail:
        return
    session = session_of(person)
    if session.day.isoformat() == event.day and not session.done:
        write_letter(
            key=f"session:{person.pk}:{event.day}",
            kind="session",
            words=lambda: daily_letters.session_letter(session),
            person=person,
        )

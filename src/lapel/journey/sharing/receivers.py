"""Jobs of sharing."""

from __future__ import annotations

from lapel.journey.people.events import PersonLeft
from lapel.journey.record.events import receives
from lapel.journey.sharing import actions


@receives(PersonLeft)
def forget_certificates(event: PersonLeft) -> None:
    """Keep no paper with the name of somebody who left."""
    actions.forget_certificates(person_id=event.person_id)

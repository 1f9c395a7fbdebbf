"""Jobs of licensure: who leaves is forgotten."""

from __future__ import annotations

from lapel.journey.licensure import actions
from lapel.journey.people.events import PersonLeft
from lapel.journey.record.events import receives


@receives(PersonLeft)
def forget_identities(event: PersonLeft) -> None:
    """Erase who a person is once she closed her account."""
    actions.forget_identities(person_id=event.person_id)

"""Jobs of authoring: it forgets who left."""

from __future__ import annotations

from lapel.journey.authoring.actions import forget_levels
from lapel.journey.people.events import PersonLeft
from lapel.journey.record.events import receives


@receives(PersonLeft)
def forget_levels_of_who_left(event: PersonLeft) -> None:
    """Erase which levels somebody kept."""
    forget_levels(person_id=event.person_id)

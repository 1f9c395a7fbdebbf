"""What follows in the ledger from what happened elsewhere."""

from __future__ import annotations

from lapel.journey.consent.actions import forget_ledger
from lapel.journey.people.events import PersonLeft
from lapel.journey.record.events import receives


@receives(PersonLeft)
def forget_classes(event: PersonLeft) -> None:
    """Close the classes of somebody who left; names go, families keep their way back."""
    forget_ledger(person_id=event.person_id)

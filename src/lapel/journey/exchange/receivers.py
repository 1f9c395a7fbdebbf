"""Jobs of exchange."""

from __future__ import annotations

from lapel.journey.exchange import actions
from lapel.journey.people.events import PersonLeft
from lapel.journey.record.events import receives


@receives(PersonLeft)
def forget_holder(event: PersonLeft) -> None:
    """Keep neither the programs nor the brought badges of somebody who left."""
    actions.forget_holder(person_id=event.person_id)


@receives(PersonLeft)
def forget_offers(event: PersonLeft) -> None:
    """Keep nothing of the wallets of somebody who left."""
    actions.forget_offers(person_id=event.person_id)

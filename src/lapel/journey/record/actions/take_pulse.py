"""Find out whether jobs are delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.record import events
from lapel.journey.record.actions.announce import announce
from lapel.journey.record.models import OutboxEvent

if TYPE_CHECKING:
    from uuid import UUID


def take_pulse() -> UUID:
    """Announce an event that has a light and a heavy receiver and no effect; gives its id."""
    with transaction.atomic():
        return announce(events.PulseTaken())


def forget_pulse(*, event_id: UUID) -> None:
    """Remove an event of `take_pulse`, delivered or not."""
    OutboxEvent.objects.filter(id=event_id, kind=events.PulseTaken.kind()).delete()

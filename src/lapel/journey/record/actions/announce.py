"""Announce facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.record import events, queries
from lapel.journey.record.models import Delivery, OutboxEvent

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from lapel.journey.record.events import Event


def announce(event: Event, *, due_at: datetime | None = None) -> UUID:
    """Write a fact into the outbox, with a delivery for each receiver.

    Call it inside the transaction of the action that causes the fact. With `due_at` the
    receivers run no earlier than then: that is how a deadline works.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{event.kind()} was announced outside a transaction")
    moment = queries.now()
    payload = events.to_payload(event)
    row = OutboxEvent.objects.create(kind=event.kind(), payload=payload, announced_at=moment)
    Delivery.objects.bulk_create(
        Delivery(event=row, receiver=receiver.name, heavy=receiver.heavy, due_at=due_at or moment)
        for receiver in events.receivers_of(event.kind())
    )
    events.wake_after_commit()
    return row.id

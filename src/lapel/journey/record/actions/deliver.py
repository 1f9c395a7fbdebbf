"""Run receivers, and tell what came of it."""

from __future__ import annotations

import logging
import traceback
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from lapel.failpoint import failpoint
from lapel.journey.record import events, queries
from lapel.journey.record.actions.claim import ATTEMPTS, LEASE, claim, held, leased
from lapel.journey.record.models import Delivery

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

log = logging.getLogger(__name__)


def deliver(delivery: Delivery) -> bool:
    """Run a claimed delivery's receiver and acknowledge; on error offer it later or park it."""
    try:
        receiver = events.receiver_named(delivery.receiver)
        event = events.from_payload(delivery.event.kind, delivery.event.payload)
        if receiver.heavy:
            receiver.run(event)
            failpoint(f"record.ran.{receiver.name}")
            _acknowledge(delivery)
        else:
            with transaction.atomic():
                _acknowledge(delivery)
                receiver.run(event)
                failpoint(f"record.ran.{receiver.name}")
    except Exception:  # noqa: BLE001 (whatever a receiver raises is kept and shown, never lost)
        fail(delivery, error=traceback.format_exc())
        return False
    return True


def _acknowledge(delivery: Delivery) -> None:
    done = held(delivery).update(
        state=Delivery.State.DONE, finished_at=queries.now(), lease_until=None, error=""
    )
    if not done:
        raise RuntimeError("the lease was lost to another runner")


def fail(delivery: Delivery, *, error: str) -> None:
    """Keep the error; offer the delivery again after a growing pause, or park it for a person."""
    log.warning("%s failed (attempt %s): %s", delivery.receiver, delivery.attempts, error)
    parked = delivery.attempts >= ATTEMPTS
    held(delivery).update(
        state=Delivery.State.PARKED if parked else Delivery.State.WAITING,
        due_at=queries.now() + timedelta(seconds=2**delivery.attempts),
        lease_until=None,
        error=error[-4000:],
    )


def offer_again(*, delivery_id: int) -> None:
    """Give a parked delivery a fresh set of attempts, after a person looked at it."""
    parked = Delivery.objects.filter(id=delivery_id, state=Delivery.State.PARKED)
    parked.update(state=Delivery.State.WAITING, attempts=0, due_at=queries.now())


def deliver_all(*, holder: str = "inline", most: int = 100_000, leave: Collection[str] = ()) -> int:
    """Run everything due, here and now, until nothing is; for the demo loader and tests.

    What some receivers do can be left to processes beside, whose clock may be another.
    """
    for done in range(most):
        delivery = claim(holder=holder, leave=leave)
        if delivery is None:
            return done
        deliver(delivery)
    raise RuntimeError(f"still not quiet after {most} deliveries")


def deliver_event(*, event_id: UUID, holder: str = "inline") -> bool:
    """Run one event's deliveries here and now; tells whether all went well."""
    due = queries.due_deliveries().filter(event=event_id)
    due.update(**leased(holder=holder, until=queries.now() + LEASE))
    taken = Delivery.objects.filter(event=event_id, holder=holder, state=Delivery.State.LEASED)
    went_well = [deliver(delivery) for delivery in taken.select_related("event")]
    return all(went_well)

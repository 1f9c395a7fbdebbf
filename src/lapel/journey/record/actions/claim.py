"""Take what is to be delivered under a lease, hold it, and give it back."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import F

from lapel.failpoint import failpoint
from lapel.journey.record import queries
from lapel.journey.record.models import Delivery

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

ATTEMPTS = 6
LEASE = timedelta(seconds=60)


def claim(
    *,
    holder: str,
    heavy: bool | None = None,
    receiver: str = "",
    leave: Collection[str] = (),
    lease: timedelta = LEASE,
) -> Delivery | None:
    """Take the oldest due delivery under a lease, or None; two claimants never get the same.

    It is of this weight and for this receiver, and none of those to leave, where they are named.
    """
    due = queries.due_deliveries(heavy=heavy, receiver=receiver, leave=leave)
    _park_the_deadly(due)
    with _unheld(due) as keys:
        for key in keys:
            if due.filter(id=key).update(**leased(holder=holder, until=queries.now() + lease)):
                break
        else:
            return None
    failpoint("record.claimed")
    return Delivery.objects.select_related("event").get(id=key)


def leased(*, holder: str, until: datetime) -> dict[str, Any]:
    """Give the columns of a delivery that is leased to a holder: one attempt more."""
    state, attempts = Delivery.State.LEASED, F("attempts") + 1
    return {"state": state, "holder": holder, "lease_until": until, "attempts": attempts}


@contextmanager
def _unheld(due: QuerySet[Delivery]) -> Iterator[Sequence[int]]:
    """Give what may be claimed, oldest first; where rows can be locked, one nobody else holds."""
    oldest = due.order_by("due_at", "id")
    if not connection.features.has_select_for_update_skip_locked:
        yield list(oldest.values_list("id", flat=True)[:5])
        return
    with transaction.atomic():
        free = oldest.select_for_update(skip_locked=True).values_list("id", flat=True)
        yield list(free[:1])


def _park_the_deadly(due: QuerySet[Delivery]) -> None:
    """Park what took its process down with it each time, or it would do so for ever."""
    deadly = due.filter(attempts__gte=ATTEMPTS)
    if deadly.exists():
        deadly.update(
            state=Delivery.State.PARKED,
            lease_until=None,
            error=f"The process that ran it died {ATTEMPTS} times.",
        )


def renew(delivery: Delivery, *, lease: timedelta = LEASE) -> None:
    """Hold a lease longer, while the work goes on."""
    held(delivery).update(lease_until=queries.now() + lease)


def held(delivery: Delivery) -> QuerySet[Delivery]:
    """Give the delivery while its holder holds it, and nothing once the lease is another's."""
    leased = Delivery.objects.filter(state=Delivery.State.LEASED)
    return leased.filter(id=delivery.id, holder=delivery.holder)


def release_leases_of(*, holder_prefix: str, unused: bool = False) -> int:
    """Offer again at once what a runner that is known to be dead had taken.

    With `unused` the attempt does not count: it was stopped in order, by no fault of its own.
    """
    held = Delivery.objects.filter(state=Delivery.State.LEASED, holder__startswith=holder_prefix)
    attempts = F("attempts") - 1 if unused else F("attempts")
    return held.update(state=Delivery.State.WAITING, holder="", lease_until=None, attempts=attempts)

"""Bind the audit chains together."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from lapel.journey.record import events, queries
from lapel.journey.record.actions.announce import announce
from lapel.journey.record.models import AuditAnchor, AuditEntry, Delivery
from lapel.turns import take_turns

ANCHOR_PAUSE = timedelta(minutes=1)


def ask_for_anchor() -> None:
    """Have the heads anchored within a minute, by one job however many entries there are."""
    waiting = queries.waiting_deliveries().filter(event__kind=events.HeadsMoved.kind())
    unbegun = waiting.filter(state=Delivery.State.WAITING)
    # Locked until this transaction ends, so that the job cannot begin and miss its entry.
    if unbegun.select_for_update(skip_locked=True, of=("self",)).first() is None:
        announce(events.HeadsMoved(), due_at=queries.now() + ANCHOR_PAUSE)


def anchor_heads() -> AuditAnchor | None:
    """Bind all entries that have no anchor yet into the instance's own chain.

    An entry names its anchor: a range of numbers would be wrong where transactions run side by
    side (PostgreSQL), as a lower number may be committed after a higher one was anchored.
    """
    with transaction.atomic():
        take_turns("record.anchor")
        free = AuditEntry.objects.filter(anchor=None)
        if not free.exists():
            return None
        before = AuditAnchor.objects.order_by("-position").first()
        anchor = AuditAnchor.objects.create(
            position=before.position + 1 if before else 1,
            at=queries.now(),
            previous=before.digest if before else "",
        )
        # what is hashed is what was marked, even if more was committed in between
        free.update(anchor=anchor)
        anchor.digest = queries.anchor_digest(anchor)
        anchor.save(update_fields=["digest"])
    return anchor

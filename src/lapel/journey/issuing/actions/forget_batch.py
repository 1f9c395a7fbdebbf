"""Forget the addresses that are left in a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.issuing.actions.upload_batch import forgotten_on
from lapel.journey.issuing.events import BatchKept
from lapel.journey.issuing.models import Batch, Recipient
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID


def forget_batch(*, batch_id: UUID) -> None:
    """Erase a table that nobody confirmed, and of one that is over the lines that were left out.

    One that is being issued, or paused, is looked at again when it is over.
    """
    with transaction.atomic():
        batch = Batch.objects.select_for_update().filter(pk=batch_id).first()
        if batch is None or batch.state in (Batch.State.RUNNING, Batch.State.PAUSED):
            return
        if forgotten_on(batch) > now():
            announce(BatchKept(batch_id=batch.pk), due_at=forgotten_on(batch))
            return
        note(aggregate="batch", aggregate_id=batch.pk, action="forgotten", actor=None)
        if batch.confirmed_at is None:
            batch.delete()
            return
        batch.recipients.update(email="", name="", person=None)
        batch.bad = []
        batch.save(update_fields=["bad"])


def forget_recipient(*, person_id: UUID) -> None:
    """Erase a person who left from the tables she stands in; what was to come does not come."""
    hers = Recipient.objects.filter(person=person_id)
    waiting = hers.filter(state=Recipient.State.WAITING)
    with transaction.atomic():
        hers.exclude(state=Recipient.State.WAITING).update(email="", name="", person=None)
        waiting.update(email="", name="")

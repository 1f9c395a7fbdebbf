"""Pause a batch, let it go on, cancel what remains of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.events import BatchConfirmed
from lapel.journey.issuing.models import Batch, Recipient
from lapel.journey.issuing.policies import may_issue_for
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person

State = Batch.State


def pause_batch(*, person: Person, batch_id: UUID) -> Batch:
    """Stop after the chunk that is being worked on; what is issued stays issued."""
    with transaction.atomic():
        return _move(_held(person, batch_id, State.RUNNING), State.PAUSED, person)


def resume_batch(*, person: Person, batch_id: UUID) -> Batch:
    """Let a paused batch go on where it stopped."""
    with transaction.atomic():
        batch = _move(_held(person, batch_id, State.PAUSED), State.RUNNING, person)
        announce(BatchConfirmed(batch_id=batch.pk))
    return batch


def cancel_batch(*, person: Person, batch_id: UUID) -> Batch:
    """Award nobody else on this table; what is issued stays issued, and is revoked one by one."""
    with transaction.atomic():
        batch = _held(person, batch_id, State.UPLOADED, State.RUNNING, State.PAUSED)
        waiting = batch.recipients.filter(state=Recipient.State.WAITING)
        waiting.update(state=Recipient.State.CANCELLED, email="", name="", person=None)
        batch.finished_at = now()
        return _move(batch, State.CANCELLED, person)


def _held(person: Person, batch_id: UUID, *states: str) -> Batch:
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    if not may_issue_for(person, batch.organisation):
        raise PermissionDenied
    if batch.state not in states:
        raise Refusal(_("This batch is in another state by now; look at it again."))
    return batch


def _move(batch: Batch, state: str, person: Person) -> Batch:
    before, batch.state = batch.state, state
    batch.save(update_fields=["state", "finished_at"])
    note(
        aggregate="batch",
        aggregate_id=batch.pk,
        action="state changed",
        actor=person.pk,
        facts={"from": before, "to": state, "issued": batch.issued, "skipped": batch.skipped},
    )
    return batch

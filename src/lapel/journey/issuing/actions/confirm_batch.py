"""Confirm a batch: an officer's decision, recorded before anything is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.actions.upload_batch import subject_facts
from lapel.journey.issuing.events import BatchConfirmed
from lapel.journey.issuing.models import Batch
from lapel.journey.issuing.policies import may_issue_for
from lapel.journey.issuing.queries.batches import recipients_hash
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now, sha256_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from lapel.journey.people.models import Person

WORDS_LENGTH = 600


def confirm_batch(
    *,
    person: Person,
    batch_id: UUID,
    words: str,
    valid_until: datetime | None = None,
    due_at: datetime | None = None,
) -> Batch:
    """Award to all good lines of a table, on a ground that holders and verifiers will read.

    The record of who decided what for whom is hashed into the audit chain; jobs sign after that,
    no earlier than `due_at`. Confirming twice is confirming once.
    """
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=batch_id)
        if not may_issue_for(person, batch.organisation):
            raise PermissionDenied
        if batch.confirmed_at is not None:
            return batch
        _refuse(batch, words.strip(), valid_until)
        batch.words, batch.valid_until = words.strip(), valid_until
        batch.state = Batch.State.RUNNING
        # Whole seconds, as the documents write them.
        batch.confirmed_by, batch.confirmed_at = person, now().replace(microsecond=0)
        batch.record = _record(batch)
        batch.record_hash = sha256_of(batch.record)
        batch.save()
        note(
            aggregate="batch",
            aggregate_id=batch.pk,
            action="confirmed",
            actor=person.pk,
            facts={"record_hash": batch.record_hash, "recipients": batch.total},
            words=batch.words,
        )
        announce(BatchConfirmed(batch_id=batch.pk), due_at=due_at)
    return batch


def _refuse(batch: Batch, words: str, valid_until: datetime | None) -> None:
    if batch.state != Batch.State.UPLOADED or not batch.total:
        raise Refusal(_("There is nobody in this table to award."))
    if not words:
        raise Refusal(_("Say on what ground you award; holders and verifiers will read it."))
    if len(words) > WORDS_LENGTH:
        raise Refusal(_("The ground is longer than %s characters.") % WORDS_LENGTH)
    if valid_until and valid_until <= now():
        raise Refusal(_("The awards would have expired already."))


def _record(batch: Batch) -> dict[str, Any]:
    """Write down what was decided: ids, numbers and moments; the ground's hash is in the chain."""
    assert batch.confirmed_by
    assert batch.confirmed_at
    return {
        "batch": str(batch.pk),
        **subject_facts(batch),
        "recipients": batch.total,
        "recipients_hash": recipients_hash(batch),
        "valid_until": batch.valid_until.isoformat() if batch.valid_until else None,
        "by": str(batch.confirmed_by.pk),
        "at": batch.confirmed_at.isoformat(),
    }

"""Take a training document in, whatever it holds, and put it away again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.qualification.actions.refusal import Refusal
from lapel.journey.qualification.models import TrainingDraft
from lapel.journey.qualification.policies import may_keep
from lapel.journey.record.actions import note
from lapel.journey.record.queries import history, now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.catalogue.models import Version
    from lapel.journey.people.models import Person

LONGEST = 2 * 1024 * 1024


def bring_training(*, person: Person, version: Version, text: str) -> TrainingDraft:
    """Keep a training document of at most 2 MiB for a version, with or without faults."""
    if not may_keep(person, version.microcredential.organisation):
        raise PermissionDenied
    if not text.strip():
        raise Refusal(_("There is nothing in this document."))
    if len(text.encode()) > LONGEST:
        raise Refusal(_("The document is longer than 2 MB."))
    if "\x00" in text:
        raise Refusal(_("This is not a text file."))
    with transaction.atomic():
        draft = TrainingDraft.objects.create(
            version=version, text=text, brought_by=person, brought_at=now()
        )
        note(
            aggregate="training set",
            aggregate_id=draft.pk,
            action="brought",
            actor=person.pk,
            facts={"version": str(version.pk)},
        )
    return draft


def read_document(*, person: Person, draft: TrainingDraft) -> None:
    """Write down, once, that she saw a document with its keys: she is not tried on them (R16)."""
    with transaction.atomic():
        if history("training set", draft.pk).filter(actor=person.pk).exists():
            return
        note(aggregate="training set", aggregate_id=draft.pk, action="read", actor=person.pk)


def discard_training(*, person: Person, draft_id: UUID) -> None:
    """Put a document away that was not published."""
    with transaction.atomic():
        draft = TrainingDraft.objects.select_for_update().get(pk=draft_id)
        if not may_keep(person, draft.version.microcredential.organisation):
            raise PermissionDenied
        if draft.published_at or draft.discarded_at:
            return
        draft.discarded_at = now()
        draft.save(update_fields=["discarded_at"])
        note(aggregate="training set", aggregate_id=draft.pk, action="put away", actor=person.pk)

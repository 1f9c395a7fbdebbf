"""Put a draft away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lapel.journey.authoring.models import DocumentDraft
from lapel.journey.authoring.policies import may_author
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def discard_draft(*, person: Person, draft_id: UUID) -> None:
    """Take a draft off the lists; what was published of it stays."""
    with transaction.atomic():
        draft = DocumentDraft.objects.select_for_update().get(id=draft_id)
        if not may_author(person, draft.organisation):
            raise PermissionDenied
        if draft.discarded_at is not None or draft.published_id is not None:
            return
        draft.discarded_at = now()
        draft.save(update_fields=["discarded_at"])
        note(aggregate="document", aggregate_id=draft.id, action="discarded", actor=person.id)

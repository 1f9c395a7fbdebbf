"""Change a draft's text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lapel.journey.authoring.actions.import_document import (
    import_document,
    name_of,
    refuse_what_cannot_be_kept,
)
from lapel.journey.authoring.models import DocumentDraft
from lapel.journey.authoring.policies import may_author
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def save_draft(*, person: Person, draft_id: UUID, text: str, base_revision: int) -> DocumentDraft:
    """Keep a new text; if the draft was saved since, or published, keep both, as two drafts.

    Gives the draft that holds `text`: the same one, or a new one beside it.
    """
    with transaction.atomic():
        draft = DocumentDraft.objects.select_for_update().get(id=draft_id)
        if not may_author(person, draft.organisation):
            raise PermissionDenied
        refuse_what_cannot_be_kept(text=text)
        if draft.text == text:
            return draft
        closed = draft.published_id is not None or draft.discarded_at is not None
        if closed or draft.revision != base_revision:
            return import_document(person=person, organisation=draft.organisation, text=text)
        for name, value in name_of(text=text).items():
            setattr(draft, name, value)
        draft.text = text
        draft.revision += 1
        draft.changed_at = now()
        draft.save()
    return draft

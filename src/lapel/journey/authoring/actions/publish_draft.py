"""Publish what a draft holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.microcredential import UnreadableError, read
from lapel.journey.authoring.actions.refusal import Refusal
from lapel.journey.authoring.models import DocumentDraft
from lapel.journey.authoring.policies import may_author
from lapel.journey.catalogue import actions as catalogue
from lapel.journey.record.actions import note

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.catalogue.models import Version
    from lapel.journey.people.models import Person


def publish_draft(*, person: Person, draft_id: UUID, revision: int) -> Version:
    """Publish the draft as its micro-credential's next version, and close the draft.

    `revision` is the one she looked at: if somebody changed the draft since, it is refused.
    Publishing a closed draft again gives the version it became.
    """
    with transaction.atomic():
        draft = DocumentDraft.objects.select_for_update().get(id=draft_id)
        if not may_author(person, draft.organisation):
            raise PermissionDenied
        if draft.published is not None:
            return draft.published
        if draft.revision != revision or draft.discarded_at is not None:
            raise Refusal(_("This draft was changed meanwhile; look at it again."))
        draft.published = _published(person, draft)
        draft.save(update_fields=["published"])
        note(
            aggregate="document",
            aggregate_id=draft.id,
            action="published",
            actor=person.id,
            facts={"version": str(draft.published.id)},
        )
    return draft.published


def _published(person: Person, draft: DocumentDraft) -> Version:
    try:
        return catalogue.publish_version(
            person=person, organisation=draft.organisation, content=read(draft.text)
        )
    except (UnreadableError, catalogue.Refusal) as error:
        raise Refusal(_("This draft still has faults: %s") % error) from error

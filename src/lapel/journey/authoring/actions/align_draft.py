"""Write alignments with competencies of a brought framework into a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from lapel.domain.microcredential import UnreadableError
from lapel.journey.authoring.actions.refusal import Refusal
from lapel.journey.authoring.actions.save_draft import save_draft
from lapel.journey.authoring.queries import draft_of, with_alignments
from lapel.journey.catalogue.queries import framework_items, why_not

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from lapel.journey.authoring.models import DocumentDraft
    from lapel.journey.catalogue.models import Framework
    from lapel.journey.people.models import Person


def align_draft(
    *, person: Person, draft_id: UUID, framework: Framework, items: Collection[int]
) -> DocumentDraft:
    """Add the chosen items' CASE addresses to a draft's `alignments`, each once.

    Refused while the draft cannot be read, and for an item that is not to be chosen any more.
    """
    draft = draft_of(person, draft_id)
    if draft is None or draft.published_id is not None:
        raise PermissionDenied
    chosen = list(framework_items(framework).select_related("framework").filter(pk__in=items))
    if not chosen:
        raise Refusal(_("Choose at least one competency."))
    for item in chosen:
        if why := why_not(item):
            raise Refusal(_("%(item)s cannot be chosen: %(why)s.") % {"item": item, "why": why})
    try:
        text = with_alignments(draft.text, [item.uri for item in chosen])
    except UnreadableError:
        raise Refusal(_("This draft cannot be read as it stands; mend it first.")) from None
    return save_draft(person=person, draft_id=draft.pk, text=text, base_revision=draft.revision)

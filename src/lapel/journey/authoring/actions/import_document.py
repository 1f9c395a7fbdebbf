"""Take a document in, whatever it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.microcredential import UnreadableError, read
from lapel.journey.authoring.actions.refusal import Refusal
from lapel.journey.authoring.models import DocumentDraft
from lapel.journey.authoring.policies import may_author
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.journey.people.models import Organisation, Person

LONGEST = 2 * 1024 * 1024


def import_document(*, person: Person, organisation: Organisation, text: str) -> DocumentDraft:
    """Keep a document of at most 2 MiB as a draft, to the letter, with or without faults."""
    if not may_author(person, organisation):
        raise PermissionDenied
    refuse_what_cannot_be_kept(text=text)
    with transaction.atomic():
        draft = DocumentDraft.objects.create(
            organisation=organisation,
            author=person,
            text=text,
            changed_at=now(),
            **name_of(text=text),
        )
        note(
            aggregate="document",
            aggregate_id=draft.id,
            action="imported",
            actor=person.id,
            facts={"slug": draft.slug},
        )
    return draft


def refuse_what_cannot_be_kept(*, text: str) -> None:
    """Refuse an empty text, one that is too long, and characters a database cannot hold."""
    if not text.strip():
        raise Refusal(_("There is nothing in this document."))
    if len(text.encode()) > LONGEST:
        raise Refusal(_("The document is longer than 2 MB."))
    if "\x00" in text:
        raise Refusal(_("This is not a text file."))


def name_of(*, text: str) -> dict[str, str]:
    """Give slug and title as far as they can be read, for lists."""
    try:
        content: dict[str, Any] = read(text)
    except UnreadableError:
        content = {}
    named = {name: content.get(name) for name in ("slug", "title")}
    return {name: value[:200] if isinstance(value, str) else "" for name, value in named.items()}

"""An organisation's drafts, and what it has published."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lapel.domain.microcredential import read
from lapel.journey.authoring.models import DocumentDraft
from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.people.models import Role
from lapel.journey.people.queries import organisations_where

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.catalogue.models import Version
    from lapel.journey.people.models import Organisation, Person


def organisations_of(person: Person) -> QuerySet[Organisation]:
    """Give the organisations a person designs for."""
    return organisations_where(person, Role.DESIGNER).order_by("name")


def open_drafts(person: Person) -> QuerySet[DocumentDraft]:
    """Give the drafts a person may work on, the latest first, without their text."""
    found = DocumentDraft.objects.filter(
        organisation__in=organisations_of(person), published=None, discarded_at=None
    )
    return found.select_related("organisation", "author").defer("text").order_by("-changed_at")


def published_by(person: Person) -> QuerySet[MicroCredential]:
    """Give the published micro-credentials of the organisations a person designs for."""
    found = MicroCredential.objects.filter(
        organisation__in=organisations_of(person), current__isnull=False
    )
    found = found.select_related("current", "organisation").order_by("current__title")
    return found.defer("current__content", "current__search_text")


def draft_of(person: Person, draft_id: UUID) -> DocumentDraft | None:
    """Find a draft if this person designs for its organisation."""
    found = DocumentDraft.objects.filter(id=draft_id, discarded_at=None)
    found = found.filter(organisation__in=organisations_of(person))
    return found.select_related("organisation", "author", "published__microcredential").first()


def as_text(version: Version) -> str:
    """Write a version as the document it was published from: equal to it, value by value."""
    return json.dumps(version.content, ensure_ascii=False, indent=2) + "\n"


def with_alignments(text: str, uris: Sequence[str]) -> str:
    """Give a draft's text with more alignments, each once; `UnreadableError` where it is no JSON.

    Only here a text is written anew: values stay, spacing becomes Lapel's.
    """
    content = read(text)
    named = content.get("alignments", [])
    there = named if isinstance(named, list) else []
    content["alignments"] = [*there, *(uri for uri in dict.fromkeys(uris) if uri not in there)]
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"

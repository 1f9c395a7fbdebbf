"""Reads: an organisation's drafts, and what there is to say about one."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lapel.domain.microcredential import (
    Change,
    Problem,
    UnreadableError,
    changes,
    check,
    content_hash,
    lint,
    parsed,
    read,
)
from lapel.journey.authoring.models import DocumentDraft
from lapel.journey.catalogue.models import Competency, MicroCredential, Version
from lapel.journey.catalogue.queries import unpublished_prerequisites
from lapel.journey.people.models import Role
from lapel.journey.people.queries import organisations_where

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.people.models import Organisation, Person


@dataclass(frozen=True)
class Remark:
    """A place in the document and what to say of it, in the reader's language."""

    path: str
    sentence: str


@dataclass(frozen=True)
class Report:
    """What a draft would become: its faults, advice, and what changes against the current one."""

    content: dict[str, Any] | None
    faults: list[Remark]
    advice: list[Remark] = field(default_factory=list)
    current: Version | None = None
    changes: list[Change] = field(default_factory=list)

    @property
    def can_be_published(self) -> bool:
        """Tell whether nothing stands against publishing."""
        return not self.faults and not self.is_published

    @property
    def is_published(self) -> bool:
        """Tell whether the current version says the same, word for word."""
        sound = self.content is not None and not self.faults
        if not sound or self.current is None or self.content is None:
            return False
        return self.current.content_hash == content_hash(self.content)

    @property
    def next_number(self) -> int:
        """Give the number its version would get."""
        return self.current.number + 1 if self.current else 1


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


def report_on(draft: DocumentDraft) -> Report:
    """Read a draft and say all there is to say; whatever it holds, nothing raises."""
    try:
        content = read(draft.text)
    except UnreadableError as error:
        return Report(None, [_remark(error.problem)])
    current = _current(content.get("slug"))
    faults = [_remark(each) for each in check(content)]
    if faults:
        return Report(content, faults, current=current)
    return Report(
        content,
        _misplaced(content, draft, current),
        _advice(content),
        current,
        changes(current.content, content) if current else [],
    )


def _current(slug: Any) -> Version | None:
    if not isinstance(slug, str):
        return None
    known = MicroCredential.objects.filter(slug=slug).select_related("current").first()
    return known.current if known else None


def _misplaced(
    content: dict[str, Any], draft: DocumentDraft, current: Version | None
) -> list[Remark]:
    found = []
    if not Competency.objects.filter(code=content["competency"]).exists():
        found.append(Remark("competency", _("names no competency of this framework.")))
    if current and current.microcredential.organisation_id != draft.organisation_id:
        found.append(Remark("slug", _("belongs to another organisation; choose another.")))
    return found


def _advice(content: dict[str, Any]) -> list[Remark]:
    found = [_remark(each) for each in lint(parsed(content))]
    for slug in unpublished_prerequisites(content):
        text = _("names %(slug)s, which is not published; it is left out until it is.")
        found.append(Remark("prerequisites", text % {"slug": slug}))
    return found


def _remark(problem: Problem) -> Remark:
    return Remark(problem.path, _(problem.text).format(**problem.values))


def as_text(version: Version) -> str:
    """Write a version as the document it was published from: equal to it, value by value."""
    return json.dumps(version.content, ensure_ascii=False, indent=2) + "\n"

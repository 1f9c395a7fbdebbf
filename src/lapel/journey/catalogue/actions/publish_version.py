"""Publish an immutable version of a micro-credential (R2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.microcredential import Problem, check, check_note, check_reworded
from lapel.journey.catalogue.actions.refusal import Refusal
from lapel.journey.catalogue.events import VersionPublished
from lapel.journey.catalogue.models import Competency, MicroCredential, Version
from lapel.journey.catalogue.policies import may_publish
from lapel.journey.catalogue.queries import alignment_problems, as_version
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.journey.people.models import Organisation, Person


def publish_version(
    *, person: Person, organisation: Organisation, content: dict[str, Any]
) -> Version:
    """Publish a document as its micro-credential's next version, and make that the current one.

    `content` is the import format. `Refusal` names all that is wrong with it. Publishing what is
    already current, word for word, gives the current version and changes nothing; a further
    version needs a note of its own.
    """
    if not may_publish(person, organisation):
        raise PermissionDenied
    _refuse_what_is_wrong(content)
    with transaction.atomic():
        microcredential = _shelf(content["slug"], organisation)
        _refuse_alignments(content, microcredential)
        version = as_version(content)
        current = microcredential.current
        if current is not None and current.content_hash == version.content_hash:
            return current
        _refuse_a_stale_note(content, microcredential)
        _refuse_false_rewordings(content, current)
        _place(version, microcredential, person)
        note(
            aggregate="microcredential",
            aggregate_id=microcredential.id,
            action="published",
            actor=person.id,
            facts={
                "version": version.number,
                "content_hash": version.content_hash,
                "rubric_hash": version.rubric_hash,
            },
            words=version.note,
        )
        announce(VersionPublished(version_id=version.id))
    return version


def _refuse_what_is_wrong(content: dict[str, Any]) -> None:
    problems = check(content)
    if not problems and not Competency.objects.filter(code=content["competency"]).exists():
        problems = [Problem("competency", _("names no competency of this framework."))]
    if problems:
        raise Refusal(_("This document cannot be published yet."), problems)


def _refuse_alignments(content: dict[str, Any], microcredential: MicroCredential) -> None:
    before = microcredential.current
    kept = before.content.get("alignments", []) if before else []
    problems = alignment_problems(content, microcredential.organisation, kept)
    if problems:
        raise Refusal(_("This document cannot be published yet."), problems)


def _refuse_a_stale_note(content: dict[str, Any], microcredential: MicroCredential) -> None:
    problems = check_note(content, dict(microcredential.versions.values_list("number", "note")))
    if problems:
        raise Refusal(_("This version needs a note of its own."), problems)


def _refuse_false_rewordings(content: dict[str, Any], current: Version | None) -> None:
    problems = check_reworded(content, current.content if current else None)
    if problems:
        raise Refusal(_("This document calls something a rewording that is not one."), problems)


def _shelf(slug: str, organisation: Organisation) -> MicroCredential:
    found, _made = MicroCredential.objects.select_for_update(of=("self",)).get_or_create(
        slug=slug, defaults={"organisation": organisation}
    )
    if found.organisation_id != organisation.id:
        raise Refusal(_("This slug belongs to another organisation; choose another."))
    return found


def _place(version: Version, microcredential: MicroCredential, person: Person) -> None:
    last = microcredential.versions.order_by("-number").first()
    version.microcredential = microcredential
    version.number = last.number + 1 if last else 1
    version.published_at = now()
    version.published_by = person
    version.save(force_insert=True)
    microcredential.current = version
    microcredential.retired_at = None
    microcredential.save(update_fields=["current", "retired_at"])

"""Versions: made of a document, listed, and compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lapel.domain.microcredential import Change, changes, content_hash, rubric_hash
from lapel.journey.catalogue.models import Competency, MicroCredential, Version
from lapel.journey.catalogue.queries.shelves import words_to_find

if TYPE_CHECKING:
    from django.db.models import QuerySet


def as_version(content: dict[str, Any]) -> Version:
    """Make the version a valid document would become; it is neither numbered nor saved.

    Publishing and previewing both begin here, so that they cannot differ.
    """
    competency = Competency.objects.filter(code=content["competency"]).first()
    return Version(
        title=content["title"],
        summary=content["summary"],
        competency=competency or Competency(code=content["competency"]),
        category=content["category"],
        level=content["level"],
        language=content["language"],
        effort_hours=content["effort_hours"],
        search_text=words_to_find(content, competency.title if competency else ""),
        content=content,
        content_hash=content_hash(content),
        rubric_hash=rubric_hash(content),
        note=content.get("version_note", ""),
    )


def versions_of(microcredential: MicroCredential) -> QuerySet[Version]:
    """Give all versions, the newest first, without their content."""
    found = microcredential.versions.order_by("-number").defer("content", "search_text")
    return found.select_related("competency", "published_by")


def what_changed(version: Version) -> list[Change]:
    """List what a version changed against the one before; nothing for the first."""
    before = Version.objects.filter(
        microcredential=version.microcredential_id, number=version.number - 1
    ).first()
    return changes(before.content, version.content) if before else []


def prerequisites_of(version: Version) -> list[MicroCredential]:
    """Give the published micro-credentials that are better earned before, in the order written."""
    slugs = version.content.get("prerequisites", [])
    found = MicroCredential.objects.filter(slug__in=slugs, current__isnull=False)
    by_slug = {each.slug: each for each in found.select_related("current")}
    return [by_slug[slug] for slug in slugs if slug in by_slug]


def unpublished_prerequisites(content: dict[str, Any]) -> list[str]:
    """List the slugs of prerequisites that the catalogue does not hold, for a designer."""
    slugs = content.get("prerequisites", [])
    found = MicroCredential.objects.filter(slug__in=slugs, current__isnull=False)
    there = set(found.values_list("slug", flat=True))
    return [slug for slug in slugs if slug not in there]

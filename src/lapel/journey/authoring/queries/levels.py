"""The levels of competencies: those in force, those on their way, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from lapel.domain.microcredential import changes
from lapel.domain.pathways import Offer, level_advice, level_faults, read_levels
from lapel.journey.authoring.models import CompetencyLevels, LevelKept, LevelsVersion
from lapel.journey.authoring.queries.drafts import organisations_of
from lapel.journey.authoring.queries.report import Remark
from lapel.journey.catalogue.models import Competency, MicroCredential, Version
from lapel.journey.catalogue.queries import artefact_slots, criteria

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.domain.microcredential import Change
    from lapel.domain.pathways import Ladder, LevelFault
    from lapel.journey.people.models import Person

State = LevelsVersion.State
KEPT = 4096


@dataclass(frozen=True)
class Named:
    """What levels say of a micro-credential: its title, its criteria's titles, own class or not."""

    slug: str
    title: str
    competency: str
    level: str
    criteria: dict[str, str]
    required: frozenset[str]
    is_own_class: bool
    is_offered: bool = True

    @property
    def offer(self) -> Offer:
        """Give it as the domain reads it."""
        return Offer(frozenset(self.criteria), self.is_own_class, self.required)


_read: dict[UUID, Named] = {}


def micro_credentials_named(slugs: Collection[str] | None = None) -> dict[str, Named]:
    """Give what is published, or of it what is named, by slug; at most two queries.

    What is retired keeps its name where it is named, and is no longer offered.
    """
    found = MicroCredential.objects.filter(current__isnull=False).order_by("current__title", "pk")
    found = found.filter(retired_at=None) if slugs is None else found.filter(slug__in=slugs)
    told = list(found.values_list("slug", "current", "retired_at"))
    if len(_read) > KEPT:
        _read.clear()
    missing = [pk for _slug, pk, _gone in told if pk not in _read]
    versions = Version.objects.select_related("microcredential")
    for version in versions.filter(pk__in=missing) if missing else ():
        _read[version.pk] = _named(version)
    return {
        slug: _read[pk] if gone is None else replace(_read[pk], is_offered=False)
        for slug, pk, gone in told
        if pk is not None
    }


def _named(version: Version) -> Named:
    slug = version.microcredential.slug
    own = any(slot.get("from_class") for _name, slot in artefact_slots(version))
    rubric = criteria(version)
    titles = {f"{slug}/{each['key']}": str(each["title"]) for each in rubric}
    required = frozenset(f"{slug}/{each['key']}" for each in rubric if each.get("required", True))
    return Named(slug, version.title, version.competency_id, version.level, titles, required, own)


def published_ladders() -> dict[str, Ladder]:
    """Give the levels in force, by competency."""
    found = LevelsVersion.objects.filter(state=State.PUBLISHED).order_by("levels__competency")
    return {each.competency: each for each in map(ladder_of, found) if each is not None}


def ladder_of(version: LevelsVersion) -> Ladder | None:
    """Read a version; None where it cannot be read yet."""
    return read_levels(version.content)[0]


def levels_faults(version: LevelsVersion) -> list[Remark]:
    """Say what has to be mended before levels can be published."""
    ladder, unread = read_levels(version.content)
    if ladder is None:
        return levels_remarks(unread)
    return levels_remarks(level_faults(ladder, published_ladders(), _offers()))


def levels_advice(version: LevelsVersion) -> list[Remark]:
    """Say what is worth another look."""
    ladder = ladder_of(version)
    return levels_remarks(level_advice(ladder, _offers())) if ladder else []


def _offers() -> dict[str, Offer]:
    return {slug: each.offer for slug, each in micro_credentials_named().items()}


def levels_remarks(found: Iterable[LevelFault]) -> list[Remark]:
    """Say what is wrong in the reader's language."""
    return [Remark(each.path, _(each.text).format(**each.values)) for each in found]


@dataclass(frozen=True)
class Line:
    """A competency in the designers' list, with whose its levels are and how far they have come."""

    competency: Competency
    levels: CompetencyLevels | None
    newest: LevelsVersion | None
    in_force: LevelsVersion | None
    is_hers: bool


def levels_listed(person: Person) -> list[Line]:
    """List all competencies; `is_hers` where she may see and write levels."""
    own = set(organisations_of(person).values_list("pk", flat=True))
    begun = {
        each.competency_id: each for each in CompetencyLevels.objects.select_related("organisation")
    }
    last = LevelsVersion.objects.filter(levels=OuterRef("levels")).order_by("-number")
    shown = LevelsVersion.objects.filter(
        Q(pk=Subquery(last.values("pk")[:1])) | Q(state=State.PUBLISHED)
    ).order_by("number")
    newest = {each.levels_id: each for each in shown}
    in_force = {each.levels_id: each for each in shown if each.state == State.PUBLISHED}
    return [
        Line(
            each,
            levels := begun.get(each.pk),
            newest.get(levels.pk) if levels else None,
            in_force.get(levels.pk) if levels else None,
            levels is None or levels.organisation_id in own,
        )
        for each in Competency.objects.order_by("pk")
    ]


def levels_of(person: Person, code: str) -> CompetencyLevels | None:
    """Find a competency's levels if this person keeps them."""
    found = CompetencyLevels.objects.filter(organisation__in=organisations_of(person))
    return found.select_related("organisation", "competency").filter(competency=code).first()


def may_begin(code: str) -> Competency | None:
    """Find a competency of which nobody has described the levels."""
    taken = CompetencyLevels.objects.values("competency")
    return Competency.objects.filter(pk=code).exclude(pk__in=taken).first()


def levels_versions(levels: CompetencyLevels) -> list[LevelsVersion]:
    """Give the versions of levels with their reviews, the newest first."""
    found = levels.versions.select_related("levels__organisation", "written_by", "published_by")
    return list(found.prefetch_related("reviews__person").order_by("-number"))


def levels_version(person: Person, version_id: UUID) -> LevelsVersion | None:
    """Find a version if this person keeps its levels."""
    found = LevelsVersion.objects.filter(levels__organisation__in=organisations_of(person))
    found = found.select_related("levels__organisation", "levels__competency", "written_by")
    return found.filter(pk=version_id).first()


def levels_changed(before: LevelsVersion, after: LevelsVersion) -> list[Change]:
    """List what differs between two versions."""
    return changes(before.content, after.content)


def published_levels(code: str) -> QuerySet[LevelsVersion]:
    """Give the version in force of a competency's levels."""
    return LevelsVersion.objects.filter(levels__competency=code, state=State.PUBLISHED)


def levels_kept(people: Collection[UUID]) -> dict[UUID, dict[str, list[LevelKept]]]:
    """Give, by person and competency, the levels kept by versions that were replaced."""
    found: dict[UUID, dict[str, list[LevelKept]]] = {each: {} for each in people}
    rows = LevelKept.objects.filter(person__in=people).select_related("version__levels")
    for row in rows.order_by("at", "pk"):
        found[row.person_id].setdefault(row.version.levels.competency_id, []).append(row)
    return found

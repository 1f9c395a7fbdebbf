"""What levels rest on, and what they mean for a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.domain.measurement.later import Decided
from lapel.domain.pathways import Evidence, Kept, is_open, locks, rank_of, ranks, way_to
from lapel.journey.authoring.queries import (
    ladder_of,
    levels_kept,
    micro_credentials_named,
    published_ladders,
)
from lapel.journey.diagnosis.models import LaterResult
from lapel.journey.plan.models import Known

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from lapel.journey.authoring.models import LevelKept
    from lapel.journey.people.models import Person

# A way that leads by something she skipped is the last one to be taken.
SKIPPED_HOURS = 100_000.0


def evidence_of(person: Person, held: Collection[str]) -> Evidence:
    """Give what a person holds today (slugs), with what was decided on her work."""
    results = LaterResult.objects.filter(person=person, taken_back_at=None)
    decided = list(results.values_list("criterion", "decided"))
    yes, almost = (
        frozenset(criterion for criterion, level in decided if level == one)
        for one in (Decided.YES, Decided.ALMOST)
    )
    return Evidence(frozenset(held), yes, almost)


def as_kept(rows: Mapping[str, Sequence[LevelKept]]) -> dict[str, list[Kept]]:
    """Give levels kept by earlier versions as the domain reads them."""
    return {
        code: [Kept(row.level, ladder) for row in each if (ladder := ladder_of(row.version))]
        for code, each in rows.items()
    }


def level_prerequisites(
    person: Person,
    held: Collection[str],
    hours: Mapping[str, float],
    skipped: Collection[str],
) -> dict[str, list[str]]:
    """Give for a plan what locked micro-credentials wait for: the shortest way to their levels.

    `hours` are those of all that is offered. A level to which nothing offered leads shuts nothing.
    """
    ladders = published_ladders()
    shut = locks(ladders.values())
    if not shut:
        return {}
    begun = Known.objects.filter(person=person, kind=Known.Kind.BEGUN)
    free = set(begun.values_list("microcredential__slug", flat=True))
    evidence = evidence_of(person, held)
    reached = ranks(ladders, evidence, as_kept(levels_kept([person.pk])[person.pk]))
    far = {
        slug: each + SKIPPED_HOURS * (slug in skipped)
        for slug, each in hours.items()
        if slug not in evidence.held
    }
    named = micro_credentials_named(far.keys())
    shown = {slug: frozenset(each.criteria) for slug, each in named.items()}
    found: dict[str, list[str]] = {}
    for slug, lock in shut.items():
        if slug not in far or slug in free or is_open(lock, reached):
            continue
        ground = {each: it for each, it in far.items() if each != slug}
        for code, level in lock.items():
            way = way_to(
                code,
                level,
                ladders=ladders,
                evidence=evidence,
                reached=reached,
                hours=ground,
                criteria=shown,
            )
            if way is not None and reached[code] < rank_of(level):
                found.setdefault(slug, []).extend(way)
    return found

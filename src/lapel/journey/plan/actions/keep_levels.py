"""What somebody reached by levels stays hers when they are described anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.domain.pathways import LEVELS, ranks
from lapel.journey.authoring.actions import keep_level
from lapel.journey.authoring.models import LevelsVersion
from lapel.journey.authoring.queries import ladder_of, levels_kept, published_ladders
from lapel.journey.diagnosis.models import LaterResult
from lapel.journey.people.models import Person
from lapel.journey.plan.models import Known
from lapel.journey.plan.queries.level_ways import as_kept, evidence_of
from lapel.journey.plan.queries.problems import held_by

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

A_ROUND = 200


def keep_levels(*, version_id: UUID, before_id: UUID) -> None:
    """Compare two versions on everybody's evidence; who would fall keeps her level, and is told.

    A heavy job calls it, maybe twice.
    """
    old, new = (LevelsVersion.objects.get(pk=each) for each in (before_id, version_id))
    some = Person.objects.filter(is_active=True)
    with_evidence = some.filter(pk__in=Known.objects.values("person")) | some.filter(
        pk__in=LaterResult.objects.values("person")
    )
    people = list(with_evidence.order_by("pk").distinct())
    for start in range(0, len(people), A_ROUND):
        with transaction.atomic():
            _compare(old, new, people[start : start + A_ROUND])


def _compare(old: LevelsVersion, new: LevelsVersion, people: Sequence[Person]) -> None:
    was, is_ = ladder_of(old), ladder_of(new)
    assert was is not None, "what was in force could be read"
    assert is_ is not None, "what is in force can be read"
    code, others = is_.competency, published_ladders()
    rows = levels_kept([each.pk for each in people])
    for person in people:
        evidence, kept = evidence_of(person, held_by(person)), as_kept(rows[person.pk])
        before = ranks({**others, code: was}, evidence, kept)[code]
        if before > ranks({**others, code: is_}, evidence, kept)[code]:
            keep_level(person_id=person.pk, version=old, level=LEVELS[before - 1])

"""What came to be known after a diagnosis: decisions on her work, and what she learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from lapel.domain.measurement.later import Decided
from lapel.journey.diagnosis.models import Diagnosis, GrowthReader, LaterResult, Learned
from lapel.journey.diagnosis.queries.aims import STANDING_OF
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from lapel.journey.catalogue.models import Version


def note_results(
    *, person_id: UUID, version: Version, source: UUID, decided: Mapping[str, str]
) -> int:
    """Keep what was decided on the criteria of a work; a later decision of a source replaces it.

    A job calls it. `decided` gives a level by criterion; what could not be judged says nothing.
    Returns how many count.
    """
    known = {each.value for each in Decided}
    slug = version.microcredential.slug
    with transaction.atomic():
        LaterResult.objects.filter(source=source).delete()
        made = LaterResult.objects.bulk_create(
            LaterResult(
                person_id=person_id,
                source=source,
                title=version.title,
                criterion=f"{slug}/{criterion}",
                competency_id=version.competency_id,
                standing=STANDING_OF[version.level],
                decided=level,
                at=now(),
            )
            for criterion, level in sorted(decided.items())
            if level in known
        )
        if made and all(each.decided == Decided.YES for each in made):
            note_learning(person_id=person_id, competency=version.competency_id)
    return len(made)


def note_end(*, source: UUID, ends_at: datetime | None) -> int:
    """Let what a decision said count until its award ends; a job calls it, maybe twice."""
    return LaterResult.objects.filter(source=source).update(ends_at=ends_at)


def take_back_results(*, source: UUID) -> int:
    """Let what a decision said count no more, since its award was revoked; a job calls it."""
    standing = LaterResult.objects.filter(source=source, taken_back_at=None)
    return standing.update(taken_back_at=now())


def note_learning(*, person_id: UUID, competency: str) -> None:
    """Keep that she finished learning something of a competency today."""
    Learned.objects.update_or_create(
        person_id=person_id, competency_id=competency, defaults={"at": now()}
    )


def forget_diagnoses(*, person_id: UUID) -> None:
    """Erase all that was found out about somebody who left; a job calls it."""
    with transaction.atomic():
        Diagnosis.objects.filter(person=person_id).delete()
        LaterResult.objects.filter(person=person_id).delete()
        Learned.objects.filter(person=person_id).delete()
        GrowthReader.objects.filter(Q(person=person_id) | Q(mentor=person_id)).delete()

"""Let one's decisions be counted in a fairness report, or no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.record.actions import note
from lapel.journey.record.queries import now
from lapel.journey.review.models.fairness import FairnessConsent, GradeBand
from lapel.journey.review.queries.fairness import FAIRNESS_WORDS
from lapel.turns import take_turns

if TYPE_CHECKING:
    from lapel.journey.people.models import Person


def allow_fairness(*, person: Person, grade_band: str) -> FairnessConsent:
    """Keep a teacher's own leave in the words she read; an earlier one ends."""
    band = GradeBand(grade_band) if grade_band else ""
    with transaction.atomic():
        take_turns(f"fairness:{person.pk}")
        _end(person)
        given = FairnessConsent.objects.create(
            person=person, grade_band=band, words=str(FAIRNESS_WORDS), given_at=now()
        )
        note(aggregate="fairness", aggregate_id=person.pk, action="allowed", actor=person.pk)
    return given


def withdraw_fairness(*, person: Person) -> None:
    """Take her leave back; from now on nothing of hers is counted."""
    with transaction.atomic():
        take_turns(f"fairness:{person.pk}")
        if _end(person):
            note(aggregate="fairness", aggregate_id=person.pk, action="withdrawn", actor=person.pk)


def _end(person: Person) -> int:
    standing = FairnessConsent.objects.filter(person=person, withdrawn_at=None)
    return standing.update(withdrawn_at=now())

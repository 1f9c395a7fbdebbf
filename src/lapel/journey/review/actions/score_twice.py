"""Have everything scored twice for a time: of a micro-credential, or of one assessor's (R10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lapel.domain.rubrics.routing import Why
from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now
from lapel.journey.review.models import ScoredTwice
from lapel.journey.review.policies import may_lead

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def score_twice(
    *,
    microcredential_id: UUID,
    why: Why = Why.ASKED,
    assessor: Person | None = None,
    person: Person | None = None,
) -> ScoredTwice:
    """Begin a time in which all is scored twice; one that runs already is given back.

    With `assessor` it is about what she scores first. A lead of the organisation may ask;
    without a `person` it is Lapel's own watch that found a drift.
    """
    with transaction.atomic():
        microcredential = _held(microcredential_id, person)
        found, made = ScoredTwice.objects.get_or_create(
            microcredential=microcredential,
            assessor=assessor,
            why=why,
            ended_at=None,
            defaults={"since": now(), "begun_by": person},
        )
        if made:
            _tell(found, "scored twice from now on", person)
    return found


def end_score_twice(
    *,
    microcredential_id: UUID,
    why: Why = Why.ASKED,
    assessor: Person | None = None,
    person: Person | None = None,
) -> None:
    """End such a time; nothing where there is none."""
    with transaction.atomic():
        microcredential = _held(microcredential_id, person)
        for each in ScoredTwice.objects.filter(
            microcredential=microcredential, assessor=assessor, why=why, ended_at=None
        ):
            each.ended_at = now()
            each.save(update_fields=["ended_at"])
            _tell(each, "no longer scored twice", person)


def _held(microcredential_id: UUID, person: Person | None) -> MicroCredential:
    found = MicroCredential.objects.select_for_update(of=("self",)).select_related("organisation")
    microcredential = found.get(pk=microcredential_id)
    if person is not None and not may_lead(person, microcredential.organisation):
        raise PermissionDenied
    return microcredential


def _tell(found: ScoredTwice, action: str, person: Person | None) -> None:
    facts = {"why": found.why}
    if found.assessor_id:
        facts["assessor"] = str(found.assessor_id)
    note(
        aggregate="microcredential",
        aggregate_id=found.microcredential_id,
        action=action,
        actor=person.pk if person else None,
        facts=facts,
    )

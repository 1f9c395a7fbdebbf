"""Tell the watch over assessors how scores stand beside their references (R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.qualification.actions import record_sign
from lapel.journey.review.models import Assessment, Decision
from lapel.journey.review.queries.decisions import judgements_of, locked
from lapel.journey.review.queries.desk import SCORED_BLIND

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from lapel.journey.review.models import Case


def tell_of_decision(*, decision_id: UUID) -> None:
    """Hold each of the two blind scorings of a decided case against all others.

    The adjudicator's levels and an appeal's are among the others; what one assessor decided
    alone tells nothing.
    """
    case = Decision.objects.select_related("case__version").get(pk=decision_id).case
    seats = list(locked(case).select_related("assessor"))
    for each in seats:
        others = [other for other in seats if other.pk != each.pk]
        if each.seat in SCORED_BLIND and others:
            _tell(each, case, others)


def _tell(assessment: Assessment, case: Case, others: Sequence[Assessment]) -> None:
    assert assessment.locked_at is not None
    record_sign(
        person=assessment.assessor,
        version=case.version,
        work=assessment.pk,
        given=_levels(assessment),
        at=assessment.locked_at,
        references=[_levels(other) for other in others],
        referees={other.assessor_id for other in others},
    )


def tell_of_anchor(*, assessment_id: UUID) -> None:
    """Hold the scores of a hidden anchor against its key."""
    found = Assessment.objects.select_related("assessor", "case__version", "case__portfolio")
    assessment = found.get(pk=assessment_id)
    assert assessment.locked_at is not None
    record_sign(
        person=assessment.assessor,
        version=assessment.case.version,
        work=assessment.pk,
        given=_levels(assessment),
        at=assessment.locked_at,
        portfolio=assessment.case.portfolio,
    )


def _levels(assessment: Assessment) -> dict[str, str]:
    return {key: str(each.level) for key, each in judgements_of(assessment).items()}

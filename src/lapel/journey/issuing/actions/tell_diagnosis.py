"""Let diagnosis know what people decided on a teacher's work, and what is revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.diagnosis.actions import note_end, note_results, take_back_results
from lapel.journey.issuing.models import Award
from lapel.journey.review.queries import decision

if TYPE_CHECKING:
    from uuid import UUID


def tell_diagnosis(*, decision_id: UUID) -> None:
    """Say what was decided on each criterion of a case, earned or not; a job calls it.

    Where a decision was superseded meanwhile, it is the one that stands which is told.
    """
    case = decision(decision_id).case
    if case.decision is not None:
        note_results(
            person_id=case.submission.person_id,
            version=case.version,
            source=case.pk,
            decided={each["criterion"]: each["level"] for each in case.decision.criteria},
        )
        for award in Award.objects.filter(decision__case=case, valid_until__isnull=False):
            note_end(source=case.pk, ends_at=award.valid_until)


def tell_diagnosis_of_end(*, award_id: UUID) -> None:
    """Say until when what earned an award counts; a job calls it, maybe twice."""
    award = Award.objects.select_related("decision").get(pk=award_id)
    if award.decision is not None:
        note_end(source=award.decision.case_id, ends_at=award.valid_until)


def tell_diagnosis_of_revoked(*, award_id: UUID) -> None:
    """Say that what earned an award counts no more, since it was revoked; a job calls it."""
    award = Award.objects.select_related("decision").get(pk=award_id)
    if award.decision is not None:
        take_back_results(source=award.decision.case_id)

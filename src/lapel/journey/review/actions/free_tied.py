"""Take open work on a teacher's evidence from who is tied to her meanwhile (R4, R22)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.review.actions.moves import end_seat, held, offer
from lapel.journey.review.models import Assessment

if TYPE_CHECKING:
    from uuid import UUID


def free_tied(*, assessor_id: UUID, teacher_id: UUID) -> None:
    """End for good the seat that her mentor or teammate holds at a case of a teacher.

    Neither knew of the other.
    """
    with transaction.atomic():
        open_ = Assessment.objects.filter(
            assessor=assessor_id,
            case__submission__person=teacher_id,
            locked_at__isnull=True,
            ended_at__isnull=True,
        )
        for assessment in open_:
            case = held(assessment.case_id)
            end_seat(case, assessment=assessment, ending=Assessment.Ending.REPLACED)
            offer(case)

"""Take open work from an assessor who is paused (R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.qualification.models import Pause
from lapel.journey.review.actions.moves import end_seat, held, offer
from lapel.journey.review.models import Assessment

if TYPE_CHECKING:
    from uuid import UUID


def free_paused(*, pause_id: UUID) -> None:
    """End the seat she holds for that organisation's rubrics; her unfinished scores stay hers.

    Nothing where the pause was lifted meanwhile.
    """
    with transaction.atomic():
        pause = Pause.objects.get(pk=pause_id)
        if pause.lifted_at:
            return
        open_ = Assessment.objects.filter(
            assessor=pause.person_id,
            case__microcredential__organisation=pause.organisation_id,
            locked_at__isnull=True,
            ended_at__isnull=True,
        )
        for assessment in open_:
            case = held(assessment.case_id)
            end_seat(case, assessment=assessment, ending=Assessment.Ending.PAUSED)
            offer(case)

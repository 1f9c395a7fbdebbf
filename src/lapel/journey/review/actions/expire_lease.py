"""End a seat whose eight hours are over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.domain.rubrics.lifecycle import State
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.journey.review.actions.conclude_adjudication import conclude
from lapel.journey.review.actions.moves import held, lapse
from lapel.journey.review.events import LeaseExpired
from lapel.journey.review.models import Assessment, Seat

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.review.models import Case


def expire_lease(*, assessment_id: UUID) -> None:
    """Put a case back in the queue once its lease is over; nothing where it is not.

    An adjudicator who locked her levels but wrote no note is concluded without one: her levels
    are what the case waited for.
    """
    with transaction.atomic():
        case = held(Assessment.objects.get(pk=assessment_id).case_id)
        assessment = Assessment.objects.get(pk=assessment_id)
        if assessment.ended_at or assessment.lease_until > now():
            return
        if assessment.locked_at is None:
            lapse(assessment)
            announce(LeaseExpired(assessment_id=assessment.pk))
        elif _waits_for_a_note(assessment, case):
            conclude(assessment)


def _waits_for_a_note(assessment: Assessment, case: Case) -> bool:
    adjudicating = assessment.seat == Seat.ADJUDICATOR and case.stage is State.ADJUDICATION
    return adjudicating and case.is_in_flight

"""An assessor's own seat, held for writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from lapel.domain.rubrics.lifecycle import State
from lapel.journey.record.queries import now
from lapel.journey.review.actions.moves import held
from lapel.journey.review.actions.refusal import Refusal
from lapel.journey.review.models import Assessment
from lapel.journey.review.policies import may_open

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person

AT_WORK = (State.IN_REVIEW, State.ADJUDICATION, State.APPEAL)


def own_seat(*, person: Person, assessment_id: UUID) -> Assessment:
    """Give a person's open seat with its case held; `Refusal` where it is no longer open.

    Call it inside a transaction. Another's seat is `PermissionDenied`.
    """
    assessment = Assessment.objects.filter(pk=assessment_id).first()
    if assessment is None or not may_open(person, assessment):
        raise PermissionDenied
    case = held(assessment.case_id)
    assessment = Assessment.objects.get(pk=assessment_id)
    assessment.case = case
    _still_open(assessment)
    return assessment


def _still_open(assessment: Assessment) -> None:
    case = assessment.case
    if assessment.locked_at:
        raise Refusal(_("You locked this assessment; it can no longer be changed."))
    if not case.is_in_flight or case.stage not in AT_WORK:
        raise Refusal(_("This work was taken out of assessment. You need not finish it."))
    if assessment.ended_at or assessment.lease_until <= now():
        raise Refusal(
            _("Your time for this one is over. What you saved is kept; find it on your desk.")
        )

"""Leave a seat: hand it back, or recuse oneself (R4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.review.actions.moves import end_seat, offer
from lapel.journey.review.actions.own import own_seat
from lapel.journey.review.actions.refusal import Refusal
from lapel.journey.review.models import Assessment

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def hand_back(*, person: Person, assessment_id: UUID) -> None:
    """Put a case back in the queue; her scores stay hers and wait for her."""
    with transaction.atomic():
        _leave(person, assessment_id, Assessment.Ending.HANDED_BACK)


def recuse(*, person: Person, assessment_id: UUID, reason: str) -> None:
    """Step back from a case for good, with a reason; it is never offered to her again."""
    if not reason.strip():
        raise Refusal(_("Say in a word why you step back."))
    with transaction.atomic():
        _leave(person, assessment_id, Assessment.Ending.RECUSED, reason.strip())


def _leave(person: Person, assessment_id: UUID, ending: Assessment.Ending, words: str = "") -> None:
    assessment = own_seat(person=person, assessment_id=assessment_id)
    end_seat(assessment.case, assessment=assessment, ending=ending, actor=person, words=words)
    offer(assessment.case)

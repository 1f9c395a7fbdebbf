"""Conclude an adjudication after both rationales were read (R9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.rubrics.lifecycle import State
from lapel.journey.review.actions.moves import held
from lapel.journey.review.actions.refusal import Refusal
from lapel.journey.review.actions.resolve_case import resolve_case
from lapel.journey.review.models import Assessment, Seat
from lapel.journey.review.policies import may_open

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person

MOST_LETTERS = 5000


def conclude_adjudication(*, person: Person, assessment_id: UUID, note: str = "") -> None:
    """Put the lead assessor's words, if any, into the letter and resolve the case.

    Her levels were locked before she read the rationales; they stand.
    """
    with transaction.atomic():
        assessment = Assessment.objects.filter(pk=assessment_id, seat=Seat.ADJUDICATOR).first()
        if assessment is None or not may_open(person, assessment):
            raise PermissionDenied
        if len(note) > MOST_LETTERS:
            raise Refusal(_("This is longer than 5,000 letters; please be brief."))
        conclude(assessment, note=note)


def conclude(assessment: Assessment, *, note: str = "") -> None:
    """Resolve a case by its locked adjudication; `Refusal` where there is none to conclude."""
    case = held(assessment.case_id)
    ready = assessment.locked_at and not assessment.ended_at
    if not ready or case.stage is not State.ADJUDICATION:
        raise Refusal(_("There is nothing to conclude here."))
    if not case.is_in_flight:
        raise Refusal(_("This work was taken out of assessment. You need not finish it."))
    assessment.note = note.replace("\r\n", "\n").strip()
    assessment.save(update_fields=["note"])
    resolve_case(case)

"""End a case because its teacher took the submission back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.domain.rubrics.lifecycle import FINAL, State
from lapel.journey.review.actions.moves import end_open_seats, held, move
from lapel.journey.review.models import Assessment, Case

if TYPE_CHECKING:
    from uuid import UUID


def withdraw_case(*, submission_id: UUID) -> None:
    """End the case of a withdrawn submission; nothing where it has none or has ended."""
    with transaction.atomic():
        known = Case.objects.filter(submission=submission_id).first()
        if known is None:
            return
        case = held(known.pk)
        if State(case.state) not in FINAL:
            end_open_seats(case, ending=Assessment.Ending.CLOSED)
            move(case, to=State.WITHDRAWN)

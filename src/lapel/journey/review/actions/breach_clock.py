"""Tell that a case was not decided in time (R15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.domain.rubrics.lifecycle import FINAL, State
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.journey.review.actions.moves import held, tell
from lapel.journey.review.events import ClockBreached

if TYPE_CHECKING:
    from uuid import UUID


def breach_clock(*, case_id: UUID) -> None:
    """Mark an undecided case as late, once, and announce it for its leads and its teacher."""
    with transaction.atomic():
        case = held(case_id)
        if State(case.state) in FINAL or case.breached_at or case.breach_at > now():
            return
        case.breached_at = now()
        case.save(update_fields=["breached_at"])
        tell(case, action="clock breached", actor=None)
        announce(ClockBreached(case_id=case.pk, submission_id=case.submission_id))

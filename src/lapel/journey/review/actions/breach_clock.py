"""Tell that a case was not decided in time (R15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.domain.rubrics.lifecycle import FINAL, State
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.journey.review.actions.moves import held, tell
from lapel.journey.review.events import ClockBreached
from lapel.journey.review.queries.desk_clock import STOPPED

if TYPE_CHECKING:
    from uuid import UUID


def breach_clock(*, case_id: UUID) -> None:
    """Mark an undecided case as late, once, and announce it for its teacher.

    While an inquiry or a talk holds it no clock runs; a new end is announced when it goes on, and
    after a talk there is nothing left to do.
    """
    with transaction.atomic():
        case = held(case_id)
        stands = State(case.state) in STOPPED | FINAL
        if stands or case.breached_at or case.breach_at > now():
            return
        case.breached_at = now()
        case.save(update_fields=["breached_at"])
        tell(case, action="clock breached", actor=None)
        announce(ClockBreached(case_id=case.pk, submission_id=case.submission.pk))

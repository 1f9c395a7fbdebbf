"""Send a submission back to pre-check: what cannot be judged is no attempt (R6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.domain.rubrics.lifecycle import State
from lapel.journey.evidence.actions import close_submission
from lapel.journey.evidence.models import Submission
from lapel.journey.record.actions import announce
from lapel.journey.review.actions.moves import end_open_seats, move
from lapel.journey.review.events import CaseReturned
from lapel.journey.review.models import Assessment

if TYPE_CHECKING:
    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Case


def send_back(case: Case, *, actor: Person | None = None, words: str = "") -> None:
    """End a case without a decision and open its draft again, with the same open criteria."""
    end_open_seats(case, ending=Assessment.Ending.CLOSED)
    move(case, to=State.RETURNED, actor=actor, words=words)
    close_submission(
        submission_id=case.submission.pk,
        outcome=Submission.Outcome.SENT_BACK,
        open_criteria=list(case.open_criteria),
    )
    announce(CaseReturned(case_id=case.pk, submission_id=case.submission.pk))

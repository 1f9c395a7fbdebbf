"""Stop a case while an inquiry is made, and let it go on or close it when people have found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.domain.rubrics.lifecycle import HELD, STOPPABLE, State
from lapel.journey.evidence.actions import close_submission
from lapel.journey.evidence.models import Submission
from lapel.journey.people.queries import business_days_between, business_deadline
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.journey.review.actions.appeal_decision import end_appeal
from lapel.journey.review.actions.moves import end_open_seats, held, move, offer, wind_clocks
from lapel.journey.review.actions.resolve_case import HOLD_DAYS
from lapel.journey.review.actions.take_from_team import settle_with_team
from lapel.journey.review.events import CaseReleased, CaseStopped
from lapel.journey.review.models import Appeal, Assessment, Case, IntegrityHold, Seat
from lapel.journey.review.queries import has_open_appeal
from lapel.journey.review.queries.decisions import locked

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

# Here a seat is free again once the case goes on.
_WAITING = frozenset({State.QUEUED, State.IN_REVIEW, State.DISCREPANT, State.APPEAL})


def hold_for_integrity(*, submission_id: UUID, why: str) -> bool:
    """Stop an open case, from wherever it is; False where there is none to stop.

    Who was scoring is set free and her scores are kept; the clock stands still. A case that is
    over stays as it is. `why` stands in the case's history, outside its chain.
    """
    with transaction.atomic():
        case = _held_case(submission_id)
        if case is None or State(case.state) not in STOPPABLE:
            return False
        end_open_seats(case, ending=Assessment.Ending.PAUSED)
        IntegrityHold.objects.create(case=case, was=_comes_back_to(case), held_at=now())
        move(case, to=State.HOLD_INTEGRITY, words=why)
        announce(CaseStopped(case_id=case.pk, submission_id=submission_id))
    return True


def release_integrity_hold(
    *, submission_id: UUID, outcome: str, words: str, counts: bool = False
) -> bool:
    """End a hold by what people found; False where no case is held.

    `cleared`: the case goes on where it was, both deadlines later by the business days it was
    held. `upheld`: it is closed, and the teacher reads `words`; the attempt counts among the
    three (R12) only where the finding says so. `ValueError` for another outcome, or no words.
    """
    found = IntegrityHold.Outcome(outcome)
    if not words.strip():
        raise ValueError("what was found is said in words")
    with transaction.atomic():
        case = _held_case(submission_id)
        hold = IntegrityHold.objects.filter(case=case, released_at__isnull=True).first()
        if case is None or hold is None:
            return False
        hold.released_at, hold.outcome, hold.words = now(), found, words.strip()
        hold.save(update_fields=["released_at", "outcome", "words"])
        if case.state != State.HOLD_INTEGRITY:
            return False
        if found is IntegrityHold.Outcome.CLEARED:
            _go_on(case, hold)
        else:
            _close(case, words=hold.words, counts=counts)
        announce(CaseReleased(case_id=case.pk, submission_id=submission_id, outcome=found))
    return True


def _held_case(submission_id: UUID) -> Case | None:
    known = Case.objects.filter(submission=submission_id).first()
    return held(known.pk) if known else None


def _comes_back_to(case: Case) -> State:
    """Give the state a case comes back to: a dispute that nobody has locked waits for a lead."""
    state = State(case.state)
    if state is State.ADJUDICATION and not locked(case).filter(seat=Seat.ADJUDICATOR).exists():
        return State.DISCREPANT
    return state


def _go_on(case: Case, hold: IntegrityHold) -> None:
    was = State(hold.was)
    case.target_at = _later(case, case.target_at, hold.held_at)
    case.breach_at = _later(case, case.breach_at, hold.held_at)
    if was in HELD:
        case.hold_until = business_deadline(case.microcredential.organisation, now(), HOLD_DAYS)
    case.save(update_fields=["target_at", "breach_at", "hold_until"])
    move(case, to=was, facts={"inquiry": IntegrityHold.Outcome.CLEARED}, words=hold.words)
    wind_clocks(case)
    settle_with_team(case)
    if State(case.state) in _WAITING:
        offer(case)


def _later(case: Case, deadline: datetime, since: datetime) -> datetime:
    """Count the business days that were left when the clock stopped anew from today (R15)."""
    left = business_days_between(case.organisation, since, deadline)
    return business_deadline(case.organisation, now(), left)


def _close(case: Case, *, words: str, counts: bool) -> None:
    """End a case for good; a decision that was under appeal stands as it was."""
    outcome = Submission.Outcome.CLOSED if counts else Submission.Outcome.SENT_BACK
    left_open = list(case.open_criteria)
    if has_open_appeal(case):
        assert case.decision is not None
        end_appeal(case, ending=Appeal.Ending.STOPPED)
        outcome = Submission.Outcome(case.decision.outcome)
        left_open = case.submission.left_open
    facts = {"inquiry": IntegrityHold.Outcome.UPHELD, "counts": counts}
    move(case, to=State.CLOSED, facts=facts, words=words)
    close_submission(submission_id=case.submission.pk, outcome=outcome, open_criteria=left_open)

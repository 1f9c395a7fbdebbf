"""Jobs of review: cases open and end with submissions; leases and clocks run out."""

from __future__ import annotations

from lapel.journey.evidence.events import SubmissionQueued, SubmissionWithdrawn
from lapel.journey.record.events import receives
from lapel.journey.review import actions
from lapel.journey.review.events import ClockEnds, LeaseEnds


@receives(SubmissionQueued)
def open_case(event: SubmissionQueued) -> None:
    """Put a queued submission before assessors."""
    actions.open_case(submission_id=event.submission_id)


@receives(SubmissionWithdrawn)
def withdraw_case(event: SubmissionWithdrawn) -> None:
    """Take a withdrawn submission away from its assessors."""
    actions.withdraw_case(submission_id=event.submission_id)


@receives(LeaseEnds)
def expire_lease(event: LeaseEnds) -> None:
    """Free a seat that was not locked in time."""
    actions.expire_lease(assessment_id=event.assessment_id)


@receives(ClockEnds)
def breach_clock(event: ClockEnds) -> None:
    """Tell that a case was not decided in time."""
    actions.breach_clock(case_id=event.case_id)

"""Jobs of integrity: attempts are fingerprinted when they are queued, forgotten when withdrawn."""

from __future__ import annotations

from lapel.journey.evidence.events import SubmissionQueued, SubmissionWithdrawn
from lapel.journey.integrity import actions
from lapel.journey.record.events import receives


@receives(SubmissionQueued, heavy=True)
def take_in(event: SubmissionQueued) -> None:
    """Compare what was handed in with all that others handed in."""
    actions.take_in(submission_id=event.submission_id)


@receives(SubmissionWithdrawn)
def forget_prints(event: SubmissionWithdrawn) -> None:
    """Keep no fingerprint of what was taken back."""
    actions.forget_prints(submission_id=event.submission_id)

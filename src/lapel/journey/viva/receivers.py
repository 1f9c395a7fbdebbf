"""Jobs of viva: talks open and end with their cases; terms run out."""

from __future__ import annotations

from lapel.journey.evidence.events import SubmissionWithdrawn
from lapel.journey.files.events import TalkReceived
from lapel.journey.people.events import MembershipEnded
from lapel.journey.record.events import receives
from lapel.journey.review.events import CaseReleased, VivaAsked
from lapel.journey.viva import actions
from lapel.journey.viva.events import HearingDue, ReminderDue, TermEnds


@receives(VivaAsked)
def open_viva(event: VivaAsked) -> None:
    """Draw the questions."""
    actions.open_viva(case_id=event.case_id)


@receives(SubmissionWithdrawn)
def stop_viva(event: SubmissionWithdrawn) -> None:
    """End a talk about what was taken back."""
    actions.stop_viva(submission_id=event.submission_id)


@receives(CaseReleased)
def follow_inquiry(event: CaseReleased) -> None:
    """Go on after an inquiry that was cleared; end a talk whose case it closed."""
    if event.outcome == "cleared":
        actions.go_on_after_inquiry(submission_id=event.submission_id)
    else:
        actions.stop_viva(submission_id=event.submission_id)


@receives(ReminderDue)
def remind(event: ReminderDue) -> None:
    """Remind a teacher who has not come yet."""
    actions.remind(viva_id=event.viva_id, number=event.number)


@receives(TermEnds)
def end_term(event: TermEnds) -> None:
    """Give more time, or ask a lead."""
    actions.end_term(viva_id=event.viva_id)


@receives(HearingDue)
def end_hearing_term(event: HearingDue) -> None:
    """Tell leads of what nobody heard."""
    actions.end_hearing_term(viva_id=event.viva_id)


@receives(MembershipEnded)
def free_talks(event: MembershipEnded) -> None:
    """Let others hear the talks of somebody who assesses no more."""
    actions.free_talks_of(person_id=event.person_id)


@receives(TalkReceived)
def keep_recording(event: TalkReceived) -> None:
    """Let a recording be the answer that arrived after its page was closed."""
    actions.keep_arrived(file_id=event.file_id)

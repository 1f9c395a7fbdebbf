"""Jobs of review: cases open and end with submissions; leases and clocks run out."""

from __future__ import annotations

from lapel.journey.consent.events import ConsentWithdrawn
from lapel.journey.evidence.events import (
    DraftOpened,
    MentorMeetingAsked,
    ShareAccepted,
    SubmissionQueued,
    SubmissionWithdrawn,
)
from lapel.journey.evidence.models import DraftReader, MentorMeeting, Share
from lapel.journey.evidence.queries import teammates_of
from lapel.journey.integrity.events import InquiryClosed, InquiryOpened
from lapel.journey.integrity.models import Finding, Inquiry
from lapel.journey.people.events import PersonLeft
from lapel.journey.people.models import Person
from lapel.journey.qualification.events import AssessorPaused, PauseRaised
from lapel.journey.record.events import receives
from lapel.journey.review import actions
from lapel.journey.review.actions.allow_fairness import withdraw_fairness
from lapel.journey.review.events import (
    AnchorLocked,
    AppealDecided,
    ClockEnds,
    Decided,
    LeaseEnds,
)


@receives(SubmissionQueued)
def open_case(event: SubmissionQueued) -> None:
    """Put a queued submission before assessors."""
    actions.open_case(submission_id=event.submission_id)


@receives(SubmissionWithdrawn)
def withdraw_case(event: SubmissionWithdrawn) -> None:
    """Take a withdrawn submission away from its assessors."""
    actions.withdraw_case(submission_id=event.submission_id)


@receives(DraftOpened)
def free_reader(event: DraftOpened) -> None:
    """Take open work on her evidence from whom a teacher lets read a draft (R22)."""
    reader = DraftReader.objects.select_related("draft__enrolment").get(pk=event.reader_id)
    actions.free_tied(assessor_id=reader.mentor_id, teacher_id=reader.draft.enrolment.person_id)


@receives(MentorMeetingAsked)
def free_mentor(event: MentorMeetingAsked) -> None:
    """Take open work on her evidence from whom a teacher asks for a meeting (R22)."""
    meeting = MentorMeeting.objects.select_related("draft__enrolment").get(pk=event.meeting_id)
    actions.free_tied(assessor_id=meeting.mentor_id, teacher_id=meeting.draft.enrolment.person_id)


@receives(ShareAccepted)
def free_teammate(event: ShareAccepted) -> None:
    """Take open work on each other's evidence from those who are teammates now (R4)."""
    member = Share.objects.get(pk=event.share_id).person_id
    for mate in teammates_of([member])[member]:
        actions.free_tied(assessor_id=member, teacher_id=mate)
        actions.free_tied(assessor_id=mate, teacher_id=member)


@receives(LeaseEnds)
def expire_lease(event: LeaseEnds) -> None:
    """Free a seat that was not locked in time."""
    actions.expire_lease(assessment_id=event.assessment_id)


@receives(ClockEnds)
def breach_clock(event: ClockEnds) -> None:
    """Tell that a case was not decided in time."""
    actions.breach_clock(case_id=event.case_id)


@receives(Decided)
def share_with_team(event: Decided) -> None:
    """Let teammates' open cases take over what was decided of shared pieces (R24)."""
    actions.spread_decision(decision_id=event.decision_id)


@receives(AppealDecided)
def share_appeal_with_team(event: AppealDecided) -> None:
    """Let teammates' open cases take over what an appeal made better (R24)."""
    actions.spread_decision(decision_id=event.decision_id)


@receives(Decided, heavy=True)
def measure_reliability(event: Decided) -> None:
    """Measure anew how reliably the micro-credential is scored."""
    actions.measure_reliability(decision_id=event.decision_id)


@receives(Decided)
def tell_of_decision(event: Decided) -> None:
    """Hold the blind scorings of a decided case against each other (R17)."""
    actions.tell_of_decision(decision_id=event.decision_id)


@receives(AnchorLocked)
def tell_of_anchor(event: AnchorLocked) -> None:
    """Hold the scores of a hidden anchor against its key (R17)."""
    actions.tell_of_anchor(assessment_id=event.assessment_id)


@receives(PauseRaised)
def free_paused(event: PauseRaised) -> None:
    """Take open work from an assessor who is paused (R17)."""
    actions.free_paused(pause_id=event.pause_id)


@receives(AppealDecided, heavy=True)
def count_appeal(event: AppealDecided) -> None:
    """Measure anew, since the rate of appeals stands on the same card (R14)."""
    actions.measure_reliability(decision_id=event.decision_id)


@receives(AssessorPaused)
def look_behind(event: AssessorPaused) -> None:
    """Have what she decided alone of late scored again (R17)."""
    actions.look_behind(pause_id=event.pause_id)


@receives(InquiryOpened)
def hold_for_inquiry(event: InquiryOpened) -> None:
    """Let a case wait while its teacher is asked something."""
    inquiry = Inquiry.objects.get(pk=event.inquiry_id)
    if inquiry.closed_at is None:
        actions.hold_for_integrity(submission_id=event.submission_id, why=inquiry.words)


@receives(InquiryClosed)
def follow_finding(event: InquiryClosed) -> None:
    """Let a case go on, or close it, as a person found; an attempt closed for it counts (R12)."""
    goes_on = event.finding in (Finding.NOTHING, Finding.REFERRED)
    actions.release_integrity_hold(
        submission_id=event.submission_id,
        outcome="cleared" if goes_on else "upheld",
        words=Inquiry.objects.get(pk=event.inquiry_id).reason,
        counts=event.finding == Finding.CLOSED,
    )
    if event.finding == Finding.VIVA:
        inquiry = Inquiry.objects.get(pk=event.inquiry_id)
        assert inquiry.closed_by is not None
        actions.wish_for_viva(
            submission_id=event.submission_id, person=inquiry.closed_by, words=inquiry.reason
        )


@receives(PersonLeft)
def end_fairness(event: PersonLeft) -> None:
    """Count nothing of somebody who left: her leave ends with her account."""
    withdraw_fairness(person=Person.objects.get(pk=event.person_id))


@receives(ConsentWithdrawn)
def note_who_is_left_out(event: ConsentWithdrawn) -> None:
    """Say in the record where an assessor's words are read without a student from now on."""
    actions.note_left_out(student_id=event.student_id)

"""Letters from an invitation to a decision; and the post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.evidence.events import SubmissionQueued
from lapel.journey.evidence.models import Submission
from lapel.journey.messaging.actions import (
    forget_letters,
    hand_over_letters,
    tell_leads,
    write_letter,
)
from lapel.journey.messaging.events import LettersWait
from lapel.journey.messaging.queries import is_written, letters
from lapel.journey.people.events import PersonInvited, PersonLeft
from lapel.journey.people.models import Invitation
from lapel.journey.record.events import receives
from lapel.journey.record.queries import now
from lapel.journey.review.events import (
    AppealDecided,
    AppealOpened,
    CaseHeld,
    CaseReleased,
    CaseReturned,
    CaseStopped,
    ClockBreached,
    Decided,
    DeskClockEnds,
    LeaseExpired,
    SeatOffered,
)
from lapel.journey.review.models import Assessment, Case, IntegrityHold
from lapel.journey.review.queries import desk_clock, free_seats_at, open_appointments

if TYPE_CHECKING:
    from uuid import UUID


@receives(LettersWait, heavy=True)
def carry_letters(_event: LettersWait) -> None:
    """Hand over what is written."""
    hand_over_letters()


@receives(PersonLeft)
def forget_who_left(event: PersonLeft) -> None:
    """Keep no letter that names somebody who left."""
    forget_letters(person_id=event.person_id, invitation_ids=event.invitation_ids)


@receives(PersonInvited)
def invite_by_mail(event: PersonInvited) -> None:
    """Send the invitation, unless it was taken back or accepted meanwhile."""
    invitation = (
        Invitation.objects.filter(pk=event.invitation_id)
        .filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
        .select_related("organisation", "invited_by")
        .first()
    )
    if invitation:
        write_letter(
            key=f"invited:{invitation.pk}",
            kind="invitation",
            words=lambda: letters.invitation_letter(invitation),
            person=None,
            to=invitation.email,
        )


def _submission(key: UUID) -> Submission:
    found = Submission.objects.select_related(
        "person", "organisation__parent__parent", "draft__enrolment__version"
    )
    return found.defer("draft__enrolment__version__content", "manifest").get(pk=key)


@receives(SubmissionQueued)
def confirm_receipt(event: SubmissionQueued) -> None:
    """Tell the teacher that her evidence arrived."""
    submission = _submission(event.submission_id)
    write_letter(
        key=f"received:{submission.pk}",
        kind="received",
        words=lambda: letters.received_letter(submission),
        person=submission.person,
    )


@receives(Decided)
def tell_of_decision(event: Decided) -> None:
    """Tell the teacher that her letter is ready."""
    submission = _submission(event.submission_id)
    write_letter(
        key=f"decided:{event.decision_id}",
        kind="decided",
        words=lambda: letters.decided_letter(submission),
        person=submission.person,
    )


@receives(AppealOpened)
def tell_of_appeal(event: AppealOpened) -> None:
    """Tell the teacher that her appeal arrived, and those who lead the assessors (R14)."""
    submission = _submission(event.submission_id)
    write_letter(
        key=f"appeal:{event.appeal_id}",
        kind="appeal",
        words=lambda: letters.appeal_letter(submission),
        person=submission.person,
    )
    case = Case.objects.select_related("microcredential").get(pk=event.case_id)
    tell_leads(microcredential=case.microcredential, why="appeal", except_for=submission.person_id)


@receives(AppealDecided)
def tell_of_appeals_end(event: AppealDecided) -> None:
    """Tell the teacher that a third assessor has looked."""
    submission = _submission(event.submission_id)
    write_letter(
        key=f"appeal-decided:{event.appeal_id}",
        kind="appeal decided",
        words=lambda: letters.appeal_decided_letter(submission),
        person=submission.person,
    )


@receives(CaseStopped)
def tell_of_inquiry(event: CaseStopped) -> None:
    """Tell the teacher that people look into something, and that the clock stands."""
    submission = _submission(event.submission_id)
    if submission.inquiries.exists():
        return  # the letter with the question says so
    held = IntegrityHold.objects.filter(case=event.case_id).count()
    write_letter(
        key=f"stopped:{event.case_id}:{held}",
        kind="stopped",
        words=lambda: letters.stopped_letter(submission),
        person=submission.person,
    )


@receives(CaseReleased)
def tell_of_finding(event: CaseReleased) -> None:
    """Tell the teacher that it is over; what was found is for her to open."""
    submission = _submission(event.submission_id)
    if submission.inquiries.exists():
        return  # the letter with the finding says so
    held = IntegrityHold.objects.filter(case=event.case_id).count()
    write_letter(
        key=f"released:{event.case_id}:{held}",
        kind="released",
        words=lambda: letters.released_letter(submission),
        person=submission.person,
    )


@receives(CaseReturned)
def tell_of_return(event: CaseReturned) -> None:
    """Tell the teacher that something is to be mended."""
    submission = _submission(event.submission_id)
    write_letter(
        key=f"returned:{event.case_id}",
        kind="returned",
        words=lambda: letters.returned_letter(submission),
        person=submission.person,
    )


@receives(ClockBreached)
def tell_of_delay(event: ClockBreached) -> None:
    """Tell the teacher that it takes too long (R15)."""
    submission = _submission(event.submission_id)
    case = Case.objects.select_related("microcredential", "appeal").get(pk=event.case_id)
    appeal = getattr(case, "appeal", None)
    write_letter(
        key=f"late:{appeal.pk if appeal else event.case_id}",
        kind="late",
        words=lambda: letters.late_letter(
            submission, now(), appealed_at=appeal.opened_at if appeal else None
        ),
        person=submission.person,
    )


@receives(DeskClockEnds)
def tell_leads_of_delay(event: DeskClockEnds) -> None:
    """Tell those who lead the assessors where a case still waits, by their own calendar (R15)."""
    case = Case.objects.select_related("microcredential__organisation", "submission").get(
        pk=event.case_id
    )
    if desk_clock(case).is_late:
        tell_leads(
            microcredential=case.microcredential,
            why="late",
            except_for=case.submission.person_id,
        )


@receives(CaseHeld)
def tell_of_hold(event: CaseHeld) -> None:
    """Tell those who lead the assessors that one of them is to decide."""
    case = Case.objects.select_related("microcredential", "submission").get(pk=event.case_id)
    tell_leads(
        microcredential=case.microcredential, why="held", except_for=case.submission.person_id
    )


@receives(SeatOffered)
def offer_work(event: SeatOffered) -> None:
    """Tell those who may take the work, each once a day at most."""
    case = Case.objects.select_related("submission").get(pk=event.case_id)
    microcredential = MicroCredential.objects.select_related("organisation", "current").get(
        pk=event.microcredential_id
    )
    if event.work == "adjudication":
        tell_leads(
            microcredential=microcredential,
            why="adjudication",
            except_for=case.submission.person_id,
        )
        return
    for appointment in open_appointments().filter(microcredential=microcredential):
        person = appointment.person
        key = f"work:{now():%Y-%m-%d}:{person.pk}"
        # asked first: whether today's is written is known sooner than whether a seat is free
        if not is_written(key) and any(True for _offer in free_seats_at(case.pk, person)):
            write_letter(
                key=key,
                kind="work",
                words=lambda: letters.work_letter(microcredential),
                person=person,
            )


@receives(LeaseExpired)
def tell_of_lapse(event: LeaseExpired) -> None:
    """Tell the assessor that her place is free again."""
    assessment = Assessment.objects.select_related("assessor", "case__version").get(
        pk=event.assessment_id
    )
    write_letter(
        key=f"lapsed:{assessment.pk}:{assessment.lease_until:%Y-%m-%dT%H:%M:%S}",
        kind="lapsed",
        words=lambda: letters.lapsed_letter(assessment.case),
        person=assessment.assessor,
    )

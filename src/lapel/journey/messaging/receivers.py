"""Who is told what when something happens; and the post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.catalogue.events import VersionPublished
from lapel.journey.catalogue.models import MicroCredential, Version
from lapel.journey.evidence.events import MentorMeetingAsked, SubmissionQueued
from lapel.journey.evidence.models import MentorMeeting, Submission
from lapel.journey.evidence.queries import mentors_for
from lapel.journey.issuing.events import (
    AwardIssued,
    AwardReinstated,
    AwardRevoked,
    AwardSignedAnew,
    AwardsIssued,
    AwardSuspended,
    EndorsementAsked,
    EndorsementRejected,
    EndorsementRevoked,
    EndorsementSigned,
)
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import award as award_of
from lapel.journey.messaging.actions import (
    ask_for_answer,
    forget_letters,
    hand_over_letters,
    look_ahead,
    look_ahead_for_many,
    owe_letters,
    owe_more_letters,
    send_webhooks,
    stop_webhooks_of,
    tell_holder_why,
    tell_leads,
    tell_of_end,
    tell_of_many_ends,
    tell_programs,
    tell_programs_of_round,
    tell_who_asked,
    write_batch_letters,
    write_letter,
)
from lapel.journey.messaging.events import (
    EndNears,
    EndsNear,
    LettersOwed,
    LettersWait,
    WebhooksWait,
)
from lapel.journey.messaging.queries import award_told, letters, version_told
from lapel.journey.people.events import MembershipEnded, PersonInvited, PersonLeft
from lapel.journey.people.models import Invitation
from lapel.journey.record.events import receives
from lapel.journey.record.queries import now
from lapel.journey.review.events import (
    CaseHeld,
    CaseReturned,
    ClockBreached,
    Decided,
    LeaseExpired,
    SeatOffered,
)
from lapel.journey.review.models import Assessment, Case
from lapel.journey.review.queries import free_seats, open_appointments

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


@receives(MentorMeetingAsked)
def ask_mentor(event: MentorMeetingAsked) -> None:
    """Tell the mentor who asks her, unless they met or one of them is gone meanwhile."""
    meeting = (
        MentorMeeting.objects.filter(pk=event.meeting_id, logged_at=None)
        .filter(draft__enrolment__person__is_active=True)
        .select_related("mentor", "draft__enrolment__person")
        .select_related("draft__enrolment__organisation__parent__parent")
        .first()
    )
    if meeting and meeting.mentor in mentors_for(meeting.draft):
        write_letter(
            key=f"meeting:{meeting.pk}",
            kind="meeting",
            words=lambda: letters.meeting_letter(meeting),
            person=meeting.mentor,
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
    """Tell the teacher, and those who lead the assessors (R15)."""
    submission = _submission(event.submission_id)
    write_letter(
        key=f"late:{event.case_id}",
        kind="late",
        words=lambda: letters.late_letter(submission, now()),
        person=submission.person,
    )
    case = Case.objects.select_related("microcredential").get(pk=event.case_id)
    tell_leads(microcredential=case.microcredential, why="late", except_for=submission.person_id)


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
        if any(free.pk == case.pk for free, _seat in free_seats(person)):
            write_letter(
                key=f"work:{now():%Y-%m-%d}:{person.pk}",
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


@receives(AwardIssued)
def congratulate(event: AwardIssued) -> None:
    """Tell the holder that her award is hers, and in time that it ends."""
    award = Award.objects.select_related("person", "achievement").get(pk=event.award_id)
    write_letter(
        key=f"award:{award.pk}",
        kind="award",
        words=lambda: letters.award_letter(award),
        person=award.person,
    )
    look_ahead(award=award)


@receives(AwardsIssued)
def owe_batch_letters(event: AwardsIssued) -> None:
    """Have the holders of a chunk told, behind everything else, and in time of their end."""
    owe_letters(batch_id=event.batch_id, chunk=event.chunk)
    look_ahead_for_many(batch_id=event.batch_id, chunk=event.chunk)


@receives(EndNears)
def say_it_ends(event: EndNears) -> None:
    """Tell the holder that her award ends soon, unless it was renewed or lost meanwhile."""
    tell_of_end(award_ids=[event.award_id], valid_until=event.valid_until)


@receives(EndsNear)
def say_they_end(event: EndsNear) -> None:
    """Tell some holders of a batch that their awards end soon."""
    tell_of_many_ends(
        batch_id=event.batch_id,
        chunk=event.chunk,
        start=event.start,
        valid_until=event.valid_until,
    )


@receives(LettersOwed, heavy=True)
def congratulate_many(event: LettersOwed) -> None:
    """Tell some holders of a batch that their awards are theirs."""
    write_batch_letters(batch_id=event.batch_id, chunk=event.chunk, start=event.start)


@receives(LettersOwed)
def owe_next_round(event: LettersOwed) -> None:
    """Have the next holders of a batch told after these."""
    owe_more_letters(batch_id=event.batch_id, chunk=event.chunk, start=event.start)


@receives(LettersOwed)
def tell_programs_of_many(event: LettersOwed) -> None:
    """Tell the issuer's programs of some awards of a batch."""
    tell_programs_of_round(batch_id=event.batch_id, chunk=event.chunk, start=event.start)


@receives(AwardSignedAnew)
def say_fetch_it_again(event: AwardSignedAnew) -> None:
    """Tell the holder what her badge was signed anew for, and where the new files are."""
    award = Award.objects.select_related("person", "achievement").get(pk=event.award_id)
    act = award.standings.filter(pk=event.standing_id).first() if event.standing_id else None
    if award.state == Award.State.ISSUED:
        write_letter(
            key=f"anew:{award.pk}:{award.document_hash[:16]}",
            kind="award anew",
            words=lambda: letters.signed_anew_letter(award, act),
            person=award.person,
        )
        look_ahead(award=award)


@receives(AwardRevoked)
def tell_holder_of_revocation(event: AwardRevoked) -> None:
    """Tell the holder that her award was revoked or replaced, and why."""
    tell_holder_why(award_id=event.award_id)


@receives(AwardSuspended)
def tell_holder_of_suspension(event: AwardSuspended) -> None:
    """Tell the holder that her award does not count for now, and why."""
    tell_holder_why(award_id=event.award_id)


@receives(WebhooksWait, heavy=True)
def carry_webhooks(_event: WebhooksWait) -> None:
    """Send what is written to programs."""
    send_webhooks()


@receives(MembershipEnded)
def stop_webhooks_of_former_keeper(event: MembershipEnded) -> None:
    """Let nothing go on that somebody registered who has no office for it any more."""
    stop_webhooks_of(person_id=event.person_id)


@receives(PersonLeft)
def stop_webhooks_of_who_left(event: PersonLeft) -> None:
    """Let nothing go on that somebody registered who left."""
    stop_webhooks_of(person_id=event.person_id)


@receives(AwardIssued)
def tell_programs_of_award(event: AwardIssued) -> None:
    """Tell the issuer's programs that an award stands."""
    _tell_of_award("award.issued", event.award_id)


@receives(AwardSuspended)
def tell_programs_of_suspension(event: AwardSuspended) -> None:
    """Tell the issuer's programs that an award does not count for now."""
    _tell_of_award("award.suspended", event.award_id)


@receives(AwardReinstated)
def tell_programs_of_reinstatement(event: AwardReinstated) -> None:
    """Tell the issuer's programs that an award counts again."""
    _tell_of_award("award.reinstated", event.award_id)


@receives(AwardSignedAnew)
def tell_programs_of_renewal(event: AwardSignedAnew) -> None:
    """Tell the issuer's programs that an award was signed anew."""
    _tell_of_award("award.renewed", event.award_id)


@receives(AwardRevoked)
def tell_programs_of_revocation(event: AwardRevoked) -> None:
    """Tell the issuer's programs that an award was revoked for good."""
    _tell_of_award("award.revoked", event.award_id)


def _tell_of_award(kind: str, award_id: UUID) -> None:
    award = award_of(award_id)
    organisation = award.achievement.issuer.organisation
    tell_programs(organisation=organisation, kind=kind, data={"award": award_told(award)})


@receives(VersionPublished)
def tell_programs_of_version(event: VersionPublished) -> None:
    """Tell an organisation's programs that a micro-credential has a new version."""
    version = Version.objects.select_related("microcredential__organisation").get(
        pk=event.version_id
    )
    organisation = version.microcredential.organisation
    told = version_told(version)
    tell_programs(organisation=organisation, kind="microcredential.published", data=told)


@receives(EndorsementAsked)
def ask_for_an_endorsement(event: EndorsementAsked) -> None:
    """Tell those who may answer."""
    ask_for_answer(endorsement_id=event.endorsement_id)


@receives(EndorsementSigned)
def tell_of_endorsement(event: EndorsementSigned) -> None:
    """Tell who asked that it is signed."""
    tell_who_asked(endorsement_id=event.endorsement_id)


@receives(EndorsementRejected)
def tell_of_rejection(event: EndorsementRejected) -> None:
    """Tell who asked that the answer is no."""
    tell_who_asked(endorsement_id=event.endorsement_id)


@receives(EndorsementRevoked)
def tell_of_revoked_endorsement(event: EndorsementRevoked) -> None:
    """Tell who asked that it was taken back."""
    tell_who_asked(endorsement_id=event.endorsement_id)

"""Who gets which letter, and what no letter says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import transaction

from cast import belongs
from issuing.earning import earned
from lapel.journey.evidence.actions import (
    ask_for_meeting,
    end_reading,
    let_in,
    log_meeting,
    write_as_reader,
)
from lapel.journey.issuing.actions import reinstate, suspend
from lapel.journey.messaging.models import Message
from lapel.journey.people import actions as people
from lapel.journey.people.events import PersonInvited
from lapel.journey.people.models import Invitation, Membership, Role
from lapel.journey.record.actions import announce, clock_at, deliver_all
from lapel.journey.record.queries import now, parked_deliveries
from lapel.journey.review.actions import appeal_decision
from lapel.journey.review.models import Case
from lapel.journey.review.queries import desk_clock
from mailing import text_of, verify
from review.stage import finish, lock
from review.stage import score as scored

if TYPE_CHECKING:
    from cast import Cast
    from evidence.desk import Desk
    from lapel.journey.evidence.models import MentorMeeting
    from mailing import Mailbox
    from review.stage import Stage

# Whatever would tell an assessor who is scored (R5), in any letter that reaches one.
HIDDEN = ["Amina", "amina", "Harbour", "Lakeside", "Riverbend", "final.bin"]


def ask(desk: Desk) -> MentorMeeting:
    """Have Amina ask Chipo for the meeting."""
    return ask_for_meeting(
        person=desk.cast.amina, draft_id=desk.draft.pk, mentor_id=desk.cast.chipo.pk
    )


def subjects(mailbox: Mailbox, to: str) -> list[str]:
    return [str(letter["Subject"]) for letter in mailbox.letters(to)]


def test_an_invitation_reaches_the_invited(cast: Cast, mailbox: Mailbox) -> None:
    """It says who invites, to what, and where to begin; whoever has an account signs in."""
    people.invite(person=cast.elif_, organisation=cast.school, email="new@example.org", name="Noor")
    people.invite(person=cast.elif_, organisation=cast.school, email=cast.femi.email)
    deliver_all()
    text = mailbox.text("new@example.org")
    assert "Hello Noor," in text
    assert "Elif invites you to take part for Harbour School as: Teacher." in " ".join(text.split())
    assert "/people/sign-up/" in text
    assert subjects(mailbox, "new@") == ["Elif invites you to Lapel"]


def test_an_invitation_taken_back_is_not_sent(cast: Cast, mailbox: Mailbox) -> None:
    """The withdrawal came before the post."""
    invitation = people.invite(person=cast.elif_, organisation=cast.school, email="new@example.org")
    people.withdraw_invitation(person=cast.elif_, invitation_id=invitation.id)
    deliver_all()
    assert mailbox.letters() == []


def test_a_teacher_hears_that_her_evidence_arrived(stage: Stage, mailbox: Mailbox) -> None:
    """With a link to where it is."""
    case = stage.submitted()
    (letter,) = mailbox.letters("amina@")
    assert letter["Subject"] == "We have your evidence for “Waiting for an answer”"
    assert f"/review/tracker/{case.submission_id}/" in text_of(letter)


def test_the_outcome_is_in_no_letter(stage: Stage, mailbox: Mailbox) -> None:
    """The letter to an earned and to a not yet decision is the same but for its address."""
    stage.submitted()
    lock(stage.cast.ben, "not_yet")
    lock(stage.cast.bola, "not_yet")
    deliver_all()
    letter = mailbox.letters("amina@")[-1]
    assert letter["Subject"] == "Your letter about “Waiting for an answer” is ready"
    said = text_of(letter).lower()
    assert not any(word in said for word in ("not yet", "earned", "almost", "fail", "pass"))


def test_a_holder_is_told_of_her_award(stage: Stage, mailbox: Mailbox) -> None:
    """After it is signed."""
    stage.submitted()
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, "yes")
    deliver_all()
    assert "You earned “Waiting for an answer”" in subjects(mailbox, "amina@")
    assert "/sharing/badge/" in mailbox.text("amina@")


def test_a_holder_is_told_to_fetch_a_badge_that_was_signed_anew(
    stage: Stage, mailbox: Mailbox
) -> None:
    """Once, however many acts there were since the post came last."""
    award = earned(stage)
    hana = stage.cast.hana
    suspend(person=hana, award_id=award.pk, reason="policy", words="A question is open.")
    reinstate(person=hana, award_id=award.pk, words="It is answered.")
    deliver_all()
    found = subjects(mailbox, "amina@")
    assert found.count("Fetch your badge again: “Waiting for an answer”") == 1
    assert f"/sharing/awards/{award.pk}/" in mailbox.text("amina@")


def test_a_mentor_who_is_asked_hears_who_asks_and_where_to_log_it(
    desk: Desk, mailbox: Mailbox
) -> None:
    """Nothing else: neither for what she writes, nor what the assessors said of it (R12)."""
    ask(desk)
    deliver_all()
    (letter,) = mailbox.letters()
    assert letter["To"] == "chipo@example.org"
    assert letter["Subject"] == "Amina asks you for a meeting"
    text = " ".join(text_of(letter).split())
    assert "Amina asks you, as a mentor, for a meeting." in text
    assert f"{settings.BASE_URL}/evidence/meetings/" in text
    html = letter.get_body(("html",)).get_content()
    assert 'href="' + settings.BASE_URL + '/evidence/meetings/"' in html
    assert desk.version.title not in text
    assert str(desk.draft.pk) not in text


def test_a_mentor_hears_once_of_a_meeting_that_is_asked_for_twice(
    desk: Desk, mailbox: Mailbox
) -> None:
    """The second click finds the meeting that waits."""
    ask(desk)
    ask(desk)
    deliver_all()
    assert len(mailbox.letters()) == 1


def test_no_other_mentor_hears_of_it(desk: Desk, mailbox: Mailbox) -> None:
    """She chose one; another of the same school is not asked."""
    belongs(desk.cast.gita, desk.cast.school, Role.MENTOR)
    ask(desk)
    deliver_all()
    assert [letter["To"] for letter in mailbox.letters()] == ["chipo@example.org"]


def test_a_meeting_that_was_logged_before_the_post_came_needs_no_letter(
    desk: Desk, mailbox: Mailbox
) -> None:
    """They met in the corridor."""
    meeting = ask(desk)
    log_meeting(mentor=desk.cast.chipo, meeting_id=meeting.pk, held_on=now().date())
    deliver_all()
    assert mailbox.letters() == []


def test_mentor_and_teacher_hear_of_a_reading_and_not_what_is_in_it(
    desk: Desk, mailbox: Mailbox
) -> None:
    """She is told that she may read; the teacher, that a note waits (R22)."""
    verify(desk.cast.chipo)
    verify(desk.cast.amina)
    chipo = desk.cast.chipo
    let_in(person=desk.cast.amina, draft_id=desk.draft.pk, mentor_id=chipo.pk)
    deliver_all()
    assert subjects(mailbox, "chipo") == ["Amina lets you read a draft"]
    assert f"/evidence/reading/{desk.draft.pk}/" in mailbox.text("chipo")
    write_as_reader(mentor=chipo, draft_id=desk.draft.pk, text="Wait a little longer.")
    deliver_all()
    assert subjects(mailbox, "amina")[-1] == "Chipo has read your draft"
    assert "Wait a little" not in mailbox.text("amina")
    people.leave(person=desk.cast.amina)
    deliver_all()
    assert not Message.objects.filter(kind="reading").exists()


def test_a_reading_taken_back_before_the_post_came_needs_no_letter(
    desk: Desk, mailbox: Mailbox
) -> None:
    """Nobody is invited to what she may not see."""
    reader = let_in(person=desk.cast.amina, draft_id=desk.draft.pk, mentor_id=desk.cast.chipo.pk)
    end_reading(person=desk.cast.amina, reader_id=reader.pk)
    deliver_all()
    assert mailbox.letters("chipo") == []


def test_who_mentors_no_longer_is_not_written_to(desk: Desk, mailbox: Mailbox) -> None:
    """Her role ended between the question and the post, and with it what concerns her."""
    ask(desk)
    Membership.objects.filter(person=desk.cast.chipo).update(until=now().date())
    deliver_all()
    assert mailbox.letters() == []


@pytest.mark.parametrize("leaver", ["amina", "chipo"])
def test_of_a_meeting_with_somebody_who_left_nobody_is_told(
    desk: Desk, mailbox: Mailbox, leaver: str
) -> None:
    """Neither the mentor who left nor of the teacher who left."""
    ask(desk)
    people.leave(person=getattr(desk.cast, leaver))
    deliver_all()
    assert mailbox.letters() == []
    assert not parked_deliveries().exists()


def test_a_letter_that_names_the_teacher_is_erased_when_she_leaves(
    desk: Desk, mailbox: Mailbox
) -> None:
    """It is kept under the mentor's name, and holds hers."""
    ask(desk)
    deliver_all()
    people.leave(person=desk.cast.amina)
    deliver_all()
    assert not Message.objects.filter(kind="meeting").exists()


def test_assessors_are_told_of_work_once_a_day(stage: Stage, mailbox: Mailbox) -> None:
    """The first seat taken offers the second, and still nobody gets a second letter."""
    case = stage.submitted()
    from lapel.journey.review import actions

    assessment = actions.take_next(person=stage.cast.ben)
    assert assessment
    actions.hand_back(person=stage.cast.ben, assessment_id=assessment.pk)
    deliver_all()
    assert subjects(mailbox, "ben@") == ["Evidence waits for an assessor"]
    assert subjects(mailbox, "bola@") == ["Evidence waits for an assessor"]
    with clock_at(case.target_at):
        from lapel.journey.review.events import SeatOffered

        announce(
            SeatOffered(case_id=case.pk, microcredential_id=case.microcredential_id, work="scoring")
        )
        deliver_all()
    assert len(mailbox.letters("bola@")) == 2


def test_an_assessor_who_may_not_take_it_is_not_told(stage: Stage, mailbox: Mailbox) -> None:
    """A colleague of the teacher's school is not told, so a letter's hour tells nothing."""
    belongs(stage.cast.bola, stage.cast.school, Role.MENTOR)
    stage.submitted()
    assert mailbox.letters("bola@") == []
    assert len(mailbox.letters("ben@")) == 1


def test_no_letter_to_an_assessor_tells_who_is_scored(stage: Stage, mailbox: Mailbox) -> None:
    """Neither words nor headers nor file of any letter to Ben, Bola or Gita (R5)."""
    case = stage.submitted()
    first = lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, "not_yet")
    deliver_all()
    with clock_at(desk_clock(case).breach_at):
        deliver_all()
    assert first
    told = 0
    for file in mailbox.folder.glob("*.eml"):
        content = file.read_bytes().decode()
        if "To: amina@" in content:
            continue
        told += 1
        assert not [word for word in HIDDEN if word in content], content
        assert str(case.pk) not in content
        assert str(case.submission_id) not in content
    assert told >= 4


def test_a_lead_is_told_of_a_dispute_and_of_delay(stage: Stage, mailbox: Mailbox) -> None:
    """And the teacher is told honestly that it takes too long (R15), each by her own calendar."""
    case = stage.submitted()
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, "not_yet")
    deliver_all()
    assert subjects(mailbox, "gita@") == ["A case needs a lead assessor"]
    with clock_at(case.breach_at):
        deliver_all()
    assert "takes longer than it should" in mailbox.text("amina@")
    assert "was not decided" not in mailbox.text("gita@")
    with clock_at(desk_clock(case).breach_at):
        deliver_all()
    assert "was not decided within ten working days" in mailbox.text("gita@")
    assert "10 working days" in " ".join(mailbox.text("amina@").split())


def test_an_assessor_hears_that_her_hours_are_over(stage: Stage, mailbox: Mailbox) -> None:
    """Her scores are kept, says the letter."""
    from lapel.journey.review import actions

    stage.submitted()
    assessment = actions.take_next(person=stage.cast.ben)
    assert assessment
    scored(assessment, "yes")
    with clock_at(assessment.lease_until):
        deliver_all()
    assert "Your place is free again; your scores are kept" in subjects(mailbox, "ben@")


def test_a_teacher_hears_what_to_mend(stage: Stage, mailbox: Mailbox) -> None:
    """What cannot be judged goes back to her and costs no attempt (R6)."""
    stage.submitted()
    lock(stage.cast.ben, "cannot_judge/unreadable")
    lock(stage.cast.bola, "cannot_judge/unreadable")
    deliver_all()
    if Case.objects.get().state == "hold_judgement":
        from lapel.journey.review import actions

        assert "should be within a working day" in " ".join(mailbox.text("gita@").split())
        actions.send_back(person=stage.cast.gita, case_id=Case.objects.get().pk)
        deliver_all()
    assert "no attempt lost" in mailbox.text("amina@")


def test_nobody_writes_to_somebody_who_left(stage: Stage, mailbox: Mailbox) -> None:
    """Her address is gone, and so is the letter."""
    stage.submitted()
    people.leave(person=stage.cast.amina)
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, "yes")
    deliver_all()
    assert len(mailbox.letters("amina@")) == 1
    assert not Message.objects.filter(to__contains="left.invalid").exists()
    assert not parked_deliveries().exists()


def test_nothing_that_was_written_to_somebody_who_left_is_kept(
    cast: Cast, mailbox: Mailbox
) -> None:
    """Invitations she accepted lose her name and address, and letters to her are erased."""
    email = verify(cast.femi).email
    people.invite(person=cast.elif_, organisation=cast.school, email=email, name="Femi Ade")
    other = people.invite(person=cast.elif_, organisation=cast.school, email="new@example.org")
    people.accept_invitations(person=cast.femi)
    with transaction.atomic():
        announce(PersonInvited(invitation_id=other.pk))
    deliver_all()
    Message.objects.create(
        key="award:1",
        person=cast.femi,
        to=email,
        subject="Femi",
        text=email,
        written_at=now(),
        try_at=now(),
        sent_at=now(),
    )
    people.leave(person=cast.femi)
    deliver_all()
    assert [letter.to for letter in Message.objects.all()] == ["new@example.org"]
    kept = Invitation.objects.get(accepted_at__isnull=False)
    assert (kept.name, kept.email) == ("", f"{cast.femi.pk}@left.invalid")
    assert not parked_deliveries().exists()


def test_a_letter_speaks_the_language_of_its_reader(stage: Stage, settings: Any) -> None:
    """Written in her language, whatever the job's own is; names with marks are escaped in HTML."""
    stage.cast.elif_.name = "Elif <b>Öz</b>"
    stage.cast.elif_.save()
    people.invite(person=stage.cast.elif_, organisation=stage.cast.school, email="n@example.org")
    deliver_all()
    message = Message.objects.get(kind="invitation")
    assert "Elif <b>Öz</b>" in message.text
    assert "Elif &lt;b&gt;Öz&lt;/b&gt;" in message.html
    assert "<b>" not in message.html


def test_finishing_what_was_begun_needs_no_letter(stage: Stage, mailbox: Mailbox) -> None:
    """An assessor who locks in time hears nothing of hours."""
    stage.submitted()
    from lapel.journey.review import actions

    assessment = actions.take_next(person=stage.cast.ben)
    assert assessment
    finish(assessment, "yes")
    with clock_at(assessment.lease_until):
        deliver_all()
    assert "hours" not in " ".join(subjects(mailbox, "ben@"))


def test_r14_each_step_of_an_appeal_is_told_by_mail(stage: Stage, mailbox: Mailbox) -> None:
    """That it arrived, to her and the leads; that it is decided, to her; never how."""
    case = stage.submitted()
    lock(stage.cast.ben, "almost")
    lock(stage.cast.bola, "almost")
    belongs(stage.cast.hana, stage.cast.college, Role.ASSESSOR)
    stage.appoint(stage.cast.hana)
    appeal_decision(
        person=stage.cast.amina, submission_id=case.submission_id, criteria=["plans"],
        words="Please look at the last line.",
    )  # fmt: skip
    deliver_all()
    title = "Waiting for an answer"
    assert f"We have your appeal about “{title}”" in subjects(mailbox, "amina@")
    assert "A teacher appealed a decision." in " ".join(mailbox.text("gita@").split())
    told = " ".join(mailbox.text("hana@").split())
    assert "waits for somebody to read it" in told
    assert "appeal" not in told.lower()
    lock(stage.cast.hana, {"plans": "yes"})
    deliver_all()
    assert f"Your appeal about “{title}” is decided" in subjects(mailbox, "amina@")
    assert "Almost" not in mailbox.text("amina@")


def test_r15_a_late_appeal_is_told_to_the_teacher_as_such(stage: Stage, mailbox: Mailbox) -> None:
    """By the appeal's own clock, also where the case had been late before."""
    case = stage.submitted()
    lock(stage.cast.ben, "almost")
    lock(stage.cast.bola, "almost")
    appeal_decision(
        person=stage.cast.amina, submission_id=case.submission_id, criteria=["plans"],
        words="Please look at the last line.",
    )  # fmt: skip
    with clock_at(Case.objects.get(pk=case.pk).breach_at):
        deliver_all()
    assert "You appealed 10 working days ago" in " ".join(mailbox.text("amina@").split())

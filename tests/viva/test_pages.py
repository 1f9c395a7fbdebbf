"""The pages of a talk: what each of its people sees and sends."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cast import belongs
from integrity.alike import Scene
from lapel.journey.files.models import StoredFile
from lapel.journey.integrity.actions import close_inquiry, reply_to_inquiry
from lapel.journey.integrity.models import Finding, Inquiry, Match
from lapel.journey.issuing.models import Award
from lapel.journey.messaging.models import Message
from lapel.journey.people.models import Role
from lapel.journey.record.queries import now
from lapel.journey.review import actions as review
from lapel.journey.review.models import VivaWish
from lapel.journey.viva import actions
from lapel.journey.viva.models import Viva
from lapel.journey.viva.queries import standing_questions
from mailing import sign_in_as
from review.stage import silence
from viva.talking import HEARD, again, deliver, found, handed_in, recorded

if TYPE_CHECKING:
    import pytest

    from lapel.journey.people.models import Person
    from review.stage import Stage

DAY = timedelta(days=1)


def as_(person: Person) -> Client:
    return sign_in_as(Client(), person)


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def send(client: Client, name: str, *args: object, **told: object) -> str:
    answer = client.post(reverse(name, args=args), told, follow=True)
    assert answer.status_code in (200, 422), answer.status_code
    return answer.content.decode()


def test_a_teacher_records_her_answers_on_her_page(stage: Stage, viva: Viva) -> None:
    """From the tracker to the last answer; a question is not shown before it is opened."""
    client = as_(stage.cast.amina)
    tracker = page(client, "review:tracker", viva.case.submission_id)
    assert reverse("viva:talk", args=[viva.pk]) in tracker
    assert "it is your turn" in tracker
    listed = page(client, "evidence:index")
    assert "Next: five minutes about your work" in listed
    assert "nothing for you to do" not in listed
    assert "Question 1" not in page(client, "viva:talk", viva.pk)
    assert "Record it" in page(client, "viva:talk", viva.pk)
    send(client, "viva:choose", viva.pk, way="recorded")
    assert "Question 1" in send(client, "viva:open", viva.pk)
    assert "is open first" in send(client, "viva:open", viva.pk)
    assert "Choose a recording" in send(client, "viva:record", viva.pk, 1)
    empty = SimpleUploadedFile("answer.wav", b"")
    assert "empty" in send(client, "viva:record", viva.pk, 1, file=empty)
    sound = SimpleUploadedFile("answer.wav", silence(0.1))
    assert "being prepared" in send(client, "viva:record", viva.pk, 1, file=sound)
    assert "Open this question first" in send(
        client, "viva:record", viva.pk, 2, file=SimpleUploadedFile("b.wav", silence(0.1))
    )
    assert "words are kept" in send(client, "viva:write", viva.pk, 1, text="I waited.")
    assert "You have asked" in send(client, "viva:ask_to_write", viva.pk)
    assert "all three" in send(client, "viva:hand_in", viva.pk)


def test_a_recording_that_is_too_large_is_not_read(
    stage: Stage, viva: Viva, monkeypatch: pytest.MonkeyPatch
) -> None:
    """She is told the limit at once, and what to do instead."""
    monkeypatch.setattr("lapel.journey.viva.views.teacher.MOST_BYTES", 10)
    sound = SimpleUploadedFile("answer.wav", silence(0.1))
    answer = as_(stage.cast.amina).post(reverse("viva:record", args=[viva.pk, 1]), {"file": sound})
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()
    assert not StoredFile.objects.filter(purpose="talk").exists()


def test_what_was_handed_in_is_heard_and_found_on_the_examiners_page(
    stage: Stage, viva: Viva
) -> None:
    """She takes it from the list, sees evidence and answers, no name, and says what she heard."""
    cast = stage.cast
    client = as_(cast.gita)
    assert "Hear it" in page(client, "viva:index")
    assert "has not answered yet" in send(client, "viva:take", viva.pk)
    assert "Somebody" not in page(client, "viva:index")
    said = send(client, "viva:swap", viva.pk, 3, reason=" ")
    assert "This field is required" in said
    assert "<details open><summary>Swap question 3" in said
    assert "<details><summary>Swap question 2" in said
    assert "Another question was drawn" in send(
        client, "viva:swap", viva.pk, 3, reason="It is known."
    )
    recorded(viva, cast.amina)
    send(as_(cast.amina), "viva:hand_in", viva.pk)
    heard = page(client, "viva:hear", viva.pk)
    assert "Your finding" in heard
    assert "Amina" not in heard
    assert cast.amina.email not in heard
    assert "My class has 24 students" in heard
    assert "Your answer to" not in heard
    assert "Her answer to" in heard
    send(client, "viva:find", viva.pk, finding="consistent", words="")
    assert "Thank you" in send(client, "viva:find", viva.pk, finding="consistent", words=HEARD)
    assert "heard by you" in page(client, "viva:index")
    hers = page(as_(cast.amina), "viva:talk", viva.pk)
    assert "fits your evidence" in hers
    assert HEARD in hers


def test_a_live_talk_is_agreed_on_the_pages(stage: Stage, viva: Viva) -> None:
    """Times are each reader's own; the way to meet is on the teacher's page."""
    cast = stage.cast
    teacher, examiner = as_(cast.amina), as_(cast.gita)
    send(teacher, "viva:choose", viva.pk, way="live")
    when = (now() + 2 * DAY).replace(second=0, microsecond=0)
    send(teacher, "viva:propose", viva.pk, first="")
    send(teacher, "viva:propose", viva.pk, first=when.strftime("%Y-%m-%dT%H:%M"))
    send(examiner, "viva:take", viva.pk)
    offered = again(viva).times
    assert len(offered) == 1
    send(examiner, "viva:agree", viva.pk, at=offered[0], where="")
    send(examiner, "viva:agree", viva.pk, at=offered[0], where="https://meet.example.org/five")
    assert "https://meet.example.org/five" in page(teacher, "viva:talk", viva.pk)
    assert "You meet on" in page(examiner, "viva:hear", viva.pk)
    send(teacher, "viva:note", viva.pk, what="began")
    send(examiner, "viva:note_hearing", viva.pk, what="began")
    assert "We have ended" in page(examiner, "viva:hear", viva.pk)
    send(examiner, "viva:note_hearing", viva.pk, what="ended")
    assert "Your finding" in page(examiner, "viva:hear", viva.pk)
    send(teacher, "viva:note", viva.pk, what="missed")
    assert again(viva).state == Viva.State.WAITING
    send(examiner, "viva:hand_back", viva.pk)
    assert again(viva).examiner is None


def test_writing_is_granted_on_the_examiners_page(stage: Stage, viva: Viva) -> None:
    """One click, no reason."""
    cast = stage.cast
    actions.ask_to_write(person=cast.amina, viva_id=viva.pk)
    client = as_(cast.gita)
    assert "asks to write" in send(client, "viva:take", viva.pk)
    send(client, "viva:grant", viva.pk, grant="yes")
    assert again(viva).writing == Viva.Writing.GRANTED


def test_a_lead_settles_what_does_not_come_about_and_hears_nothing_of_it(
    stage: Stage, viva: Viva
) -> None:
    """What was said is opened to her only once she has to find on it."""
    cast = stage.cast
    lead = belongs(cast.femi, cast.college, Role.LEAD_ASSESSOR).person
    ready = handed_in(viva, cast.amina, cast.gita)
    client = as_(lead)
    assert "Talks that you oversee" in page(client, "viva:index")
    assert "Questions and answers" not in page(client, "viva:overseen", viva.pk)
    found(ready, cast.gita, Viva.Ending.QUESTIONS, "Which S1?")
    assert "Questions and answers" in page(client, "viva:overseen", viva.pk)
    inquiry = Inquiry.objects.get()
    assert reverse("viva:overseen", args=[viva.pk]) in page(client, "integrity:inquiry", inquiry.pk)
    assert "Which S1?" in page(as_(cast.amina), "integrity:question", inquiry.pk)


def test_a_lead_gives_more_time_on_her_page(stage: Stage, viva: Viva) -> None:
    """Without words nothing is decided."""
    client = as_(stage.cast.gita)
    send(client, "viva:settle", viva.pk, goes_on="no", words="")
    send(client, "viva:settle", viva.pk, goes_on="no", words="Exams.")
    assert "Exams." in page(as_(stage.cast.amina), "viva:talk", viva.pk)


def test_a_lead_asks_for_a_talk_from_a_match(stage: Stage) -> None:
    """In place of an inquiry: the match is settled, nothing stops, the teacher is not told yet."""
    scene = Scene(stage)
    scene.copied()
    match, client = Match.objects.get(), as_(stage.cast.gita)
    assert "Ask for a talk" in page(client, "integrity:match", match.pk)
    told = {"about": str(match.newer_id), "words": "Two plans are alike."}
    assert "Choose whom" in send(client, "viva:ask", match.pk, about=told["about"])
    send(client, "viva:ask", match.pk, **told)
    match.refresh_from_db()
    assert match.state == Match.State.DISMISSED
    assert VivaWish.objects.get().words == "Two plans are alike."
    assert "already" in send(client, "viva:ask", match.pk, **told)


def test_an_award_that_is_referred_is_shown_to_the_officer_who_decides(
    stage: Stage, viva: Viva
) -> None:
    """She gets a letter, sees the reason on the award, and nothing happens by itself (R19)."""
    cast = stage.cast
    lead = belongs(cast.femi, cast.college, Role.LEAD_ASSESSOR).person
    ended = found(handed_in(viva, cast.amina, cast.gita), cast.gita, Viva.Ending.QUESTIONS, "Why?")
    assert ended.inquiry_id is not None
    reply_to_inquiry(
        person=cast.amina, inquiry_id=ended.inquiry_id, reply="I was ill.", shows_process=False
    )
    close_inquiry(
        person=lead,
        inquiry_id=ended.inquiry_id,
        finding=Finding.REFERRED,
        reason="An earlier award rests on the same plan.",
    )
    deliver()
    award = Award.objects.get()
    assert award.state == Award.State.ISSUED
    assert Message.objects.filter(person=cast.hana, kind="award to decide").count() == 1
    officers = as_(cast.hana)
    assert "rests on the same plan" in page(officers, "issuing:award", award.pk)
    assert reverse("issuing:award", args=[award.pk]) in page(officers, "issuing:index")


def test_who_has_no_part_in_a_talk_finds_none(stage: Stage, viva: Viva) -> None:
    """Nobody learns even that there is one."""
    for person in (stage.cast.ben, stage.cast.femi, stage.cast.chipo):
        client = as_(person)
        for name in ("viva:talk", "viva:hear", "viva:overseen"):
            assert client.get(reverse(name, args=[viva.pk])).status_code == 404
    assert as_(stage.cast.amina).get(reverse("viva:index")).status_code == 403
    assert as_(stage.cast.ben).post(reverse("viva:take", args=[viva.pk])).status_code == 404


def test_while_something_is_looked_into_the_pages_say_so(stage: Stage, viva: Viva) -> None:
    """Nothing can be done then, and nothing is lost."""
    actions.take_viva(person=stage.cast.gita, viva_id=viva.pk)
    review.hold_for_integrity(submission_id=viva.case.submission_id, why="Two plans.")
    for person, name in ((stage.cast.amina, "viva:talk"), (stage.cast.gita, "viva:hear")):
        assert "looked into first" in page(as_(person), name, viva.pk)
    assert standing_questions(viva)

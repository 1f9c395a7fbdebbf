"""A talk step by step: the teacher's part, the examiner's, and what time does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied

from cast import belongs
from lapel.journey.consent import actions as consent
from lapel.journey.files.models import StoredFile
from lapel.journey.messaging.models import Message
from lapel.journey.people.models import Role
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import now
from lapel.journey.redaction.actions import look
from lapel.journey.redaction.models import Check
from lapel.journey.review.models import VivaHold
from lapel.journey.review.queries.work_done import work_done
from lapel.journey.viva import actions
from lapel.journey.viva.models import Mark, Viva
from lapel.journey.viva.queries import questions_of, standing_questions
from review.stage import ANSWER
from viva.talking import HEARD, again, answer, deliver, found, handed_in, recorded

if TYPE_CHECKING:
    from lapel.journey.people.models import Person
    from review.stage import Stage

DAY = timedelta(days=1)
Refusal = actions.Refusal


def letters_to(person: Person) -> list[str]:
    return list(Message.objects.filter(person=person).values_list("kind", "subject"))


def test_each_question_points_into_her_own_evidence(viva: Viva) -> None:
    """Three places: a sentence of hers, or something she brought; each says where it is."""
    readings = questions_of(viva)
    assert len(readings) == 3
    for each in readings:
        assert each.words
        assert "“" in each.where
        assert each.quote == "" or each.quote in ANSWER
    assert len({each.question.source for each in readings}) == 3


def test_a_student_whose_family_took_consent_back_stands_in_no_question_for_others(
    stage: Stage, viva: Viva
) -> None:
    """What was drawn before is read without the label by whoever hears; the teacher's own stays."""
    cast, today = stage.cast, now().date()
    made = consent.open_class(person=cast.amina, organisation=cast.school, name="4b")
    consent.add_students(person=cast.amina, class_id=made.id, lines="S1")
    student = made.students.get()
    answer = consent.Answer(scopes=["work"], given_on=today, expires_on=consent.last_day(today))
    consent.record_consent(person=cast.amina, student_id=student.id, answer=answer)
    viva.questions.update(quote=ANSWER, text="S1 spoke twice.")
    consent.withdraw_consent(person=cast.amina, student_id=student.id)
    theirs = [(each.quote, each.text) for each in questions_of(viva)]
    assert not any("S1" in quote + text for quote, text in theirs)
    assert all("S1" in each.quote for each in questions_of(viva, vault=True))


def test_questions_are_seen_one_at_a_time(stage: Stage, viva: Viva) -> None:
    """The next one opens when the one before it is answered."""
    amina = stage.cast.amina
    with pytest.raises(Refusal, match="Choose to record"):
        actions.open_question(person=amina, viva_id=viva.pk)
    actions.choose_way(person=amina, viva_id=viva.pk, way=Viva.Way.RECORDED)
    actions.open_question(person=amina, viva_id=viva.pk)
    with pytest.raises(Refusal, match="is open first"):
        actions.open_question(person=amina, viva_id=viva.pk)
    with pytest.raises(Refusal, match="Open this question first"):
        answer(viva, amina, 2)
    with pytest.raises(Refusal, match="go on as you began"):
        actions.choose_way(person=amina, viva_id=viva.pk, way=Viva.Way.LIVE)
    with pytest.raises(Refusal, match="all three"):
        actions.hand_in(person=amina, viva_id=viva.pk)
    answer(viva, amina, 1)
    actions.open_question(person=amina, viva_id=viva.pk)
    answer(viva, amina, 2)
    actions.open_question(person=amina, viva_id=viva.pk)
    answer(viva, amina, 3)
    with pytest.raises(Refusal, match="All three"):
        actions.open_question(person=amina, viva_id=viva.pk)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"duration": 200.0}, "longer than five minutes"),
        ({"state": StoredFile.State.RECEIVED}, "still being prepared"),
        ({"state": StoredFile.State.REFUSED}, "cannot be used"),
        ({"family": StoredFile.Family.PHOTO}, "neither sound nor video"),
    ],
)
def test_what_cannot_be_heard_is_not_handed_in(
    stage: Stage, viva: Viva, change: dict[str, object], said: str
) -> None:
    """Five minutes together, of sound or video that is ready; she is told what to mend."""
    recorded(viva, stage.cast.amina, seconds=100.0)
    question = standing_questions(viva)[0]
    StoredFile.objects.filter(pk=question.file_id).update(**change)
    with pytest.raises(Refusal, match=said):
        actions.hand_in(person=stage.cast.amina, viva_id=viva.pk)


def test_a_recording_may_be_replaced_until_it_is_handed_in(stage: Stage, viva: Viva) -> None:
    """The one before is put away; afterwards nothing changes."""
    amina = stage.cast.amina
    recorded(viva, amina)
    before = standing_questions(viva)[0].file
    assert before is not None
    after = answer(viva, amina, 1, seconds=30.0)
    deliver()
    before.refresh_from_db()
    assert before.removed_at is not None
    assert before.erased_at is not None, "no clock but this one would ever take it away"
    look(file_id=after.pk)
    assert not Check.objects.exists(), "nothing is looked for in what is shown to nobody"
    assert standing_questions(viva)[0].file == after
    actions.hand_in(person=amina, viva_id=viva.pk)
    with pytest.raises(Refusal, match="with the assessor"):
        answer(viva, amina, 1)


def test_who_cannot_speak_writes_once_a_person_grants_it_without_asking_why(
    stage: Stage, viva: Viva
) -> None:
    """An accessible way that counts the same; to decline it takes words."""
    cast = stage.cast
    actions.choose_way(person=cast.amina, viva_id=viva.pk, way=Viva.Way.RECORDED)
    actions.open_question(person=cast.amina, viva_id=viva.pk)
    told = {"person": cast.amina, "viva_id": viva.pk, "number": 1}
    with pytest.raises(Refusal, match="ask to write"):
        actions.write_answer(text="S1 spoke twice.", **told)
    actions.ask_to_write(person=cast.amina, viva_id=viva.pk)
    with pytest.raises(Refusal, match="asked already"):
        actions.ask_to_write(person=cast.amina, viva_id=viva.pk)
    actions.take_viva(person=cast.gita, viva_id=viva.pk)
    with pytest.raises(Refusal, match="Say to her why not"):
        actions.answer_writing(person=cast.gita, viva_id=viva.pk, grants=False)
    actions.answer_writing(person=cast.gita, viva_id=viva.pk, grants=True)
    with pytest.raises(Refusal, match="Nobody asks"):
        actions.answer_writing(person=cast.gita, viva_id=viva.pk, grants=True)
    for text, said in (("x" * 4001, "longer"), ("  ", "Write your words")):
        with pytest.raises(Refusal, match=said):
            actions.write_answer(text=text, **told)
    for number in (1, 2, 3):
        actions.write_answer(text="S1 spoke twice.", **{**told, "number": number})
        if number < 3:
            actions.open_question(person=cast.amina, viva_id=viva.pk)
    actions.hand_in(person=cast.amina, viva_id=viva.pk)
    deliver()
    assert again(viva).state == Viva.State.HANDED_IN
    assert ("talk", "You may write your answers about “Waiting for an answer”") in letters_to(
        cast.amina
    )


def test_writing_that_is_declined_is_declined_in_words(stage: Stage, viva: Viva) -> None:
    """She reads why."""
    actions.ask_to_write(person=stage.cast.amina, viva_id=viva.pk)
    actions.take_viva(person=stage.cast.gita, viva_id=viva.pk)
    actions.answer_writing(
        person=stage.cast.gita, viva_id=viva.pk, grants=False, words="It is about talk."
    )
    assert again(viva).writing_words == "It is about talk."


def test_one_unopened_question_may_be_swapped_with_a_reason_that_is_kept(
    stage: Stage, viva: Viva
) -> None:
    """Another is drawn, not chosen; what the teacher has opened stays."""
    cast = stage.cast
    actions.take_viva(person=cast.gita, viva_id=viva.pk)
    actions.choose_way(person=cast.amina, viva_id=viva.pk, way=Viva.Way.RECORDED)
    actions.open_question(person=cast.amina, viva_id=viva.pk)
    told = {"person": cast.gita, "viva_id": viva.pk}
    with pytest.raises(Refusal, match="why you swap"):
        actions.swap_question(number=2, reason=" ", **told)
    with pytest.raises(Refusal, match="it stays"):
        actions.swap_question(number=1, reason="Known.", **told)
    before = standing_questions(viva)[1]
    after = actions.swap_question(number=2, reason="It says so already.", **told)
    assert (after.pattern, after.source, after.quote) != (
        before.pattern,
        before.source,
        before.quote,
    )
    assert viva.questions.get(pk=before.pk).swap_reason == "It says so already."
    with pytest.raises(Refusal, match="swapped one"):
        actions.swap_question(number=3, reason="Again.", **told)


def test_r17_a_live_talk_is_noted_by_both_found_in_words_and_counts_as_work(
    stage: Stage, viva: Viva
) -> None:
    """Nothing is recorded; each of the two notes its begin and its end."""
    cast, when = stage.cast, now() + 2 * DAY
    with pytest.raises(Refusal, match="live talk first"):
        actions.propose_times(person=cast.amina, viva_id=viva.pk, times=[when])
    actions.choose_way(person=cast.amina, viva_id=viva.pk, way=Viva.Way.LIVE)
    for times in ([], [now() - DAY], [when + n * DAY for n in range(4)]):
        with pytest.raises(Refusal, match="one to three"):
            actions.propose_times(person=cast.amina, viva_id=viva.pk, times=times)
    actions.propose_times(person=cast.amina, viva_id=viva.pk, times=[when, when + DAY])
    actions.take_viva(person=cast.gita, viva_id=viva.pk)
    told = {"person": cast.gita, "viva_id": viva.pk}
    with pytest.raises(Refusal, match="one of the times"):
        actions.agree_time(at=when + 5 * DAY, where="x", **told)
    with pytest.raises(Refusal, match="how you meet"):
        actions.agree_time(at=when, where=" ", **told)
    with pytest.raises(Refusal, match="No time"):
        actions.mark_talk(what=Mark.What.BEGAN, **told)
    actions.agree_time(at=when, where="https://meet.example.org/five", **told)
    deliver()
    with clock_at(when):
        with pytest.raises(Refusal, match="first that you began"):
            actions.mark_talk(what=Mark.What.ENDED, **told)
        for person in (cast.amina, cast.gita):
            actions.mark_talk(person=person, viva_id=viva.pk, what=Mark.What.BEGAN)
        with pytest.raises(Refusal, match="not heard her"):
            actions.find(finding=Viva.Ending.CONSISTENT, words=HEARD, **told)
        for person in (cast.amina, cast.gita):
            actions.mark_talk(person=person, viva_id=viva.pk, what=Mark.What.ENDED)
        ended = found(viva, cast.gita, Viva.Ending.CONSISTENT)
    assert ended.marks.count() == 4
    assert VivaHold.objects.get(case=viva.case_id).heard_by == cast.gita
    assert work_done(cast.gita)[0].heard == 1


def test_a_time_that_was_missed_is_offered_anew(stage: Stage, viva: Viva) -> None:
    """Either says so; and where both are silent a lead is asked, not the calendar."""
    cast, when = stage.cast, now() + 2 * DAY
    actions.take_viva(person=cast.gita, viva_id=viva.pk)
    for silent in (False, True):
        actions.choose_way(person=cast.amina, viva_id=viva.pk, way=Viva.Way.LIVE)
        actions.propose_times(person=cast.amina, viva_id=viva.pk, times=[when])
        actions.agree_time(person=cast.gita, viva_id=viva.pk, at=when, where="By telephone.")
        if not silent:
            actions.mark_talk(person=cast.gita, viva_id=viva.pk, what=Mark.What.BEGAN)
            actions.say_it_did_not_happen(person=cast.amina, viva_id=viva.pk)
            assert again(viva).state == Viva.State.WAITING
    assert not again(viva).marks.exists(), "nothing has begun of the second one"
    with clock_at(again(viva).due_at + DAY / 24):
        deliver()
    assert again(viva).state == Viva.State.UNATTENDED


def test_an_examiner_hands_a_talk_back_with_one_click(stage: Stage, viva: Viva) -> None:
    """What was agreed with her is agreed anew; who stays acquainted cannot take it again."""
    cast, when = stage.cast, now() + 2 * DAY
    actions.take_viva(person=cast.gita, viva_id=viva.pk)
    belongs(cast.femi, cast.college, Role.LEAD_ASSESSOR)
    with pytest.raises(Refusal, match="Somebody hears"):
        actions.take_viva(person=cast.femi, viva_id=viva.pk)
    actions.choose_way(person=cast.amina, viva_id=viva.pk, way=Viva.Way.LIVE)
    actions.propose_times(person=cast.amina, viva_id=viva.pk, times=[when])
    actions.agree_time(person=cast.gita, viva_id=viva.pk, at=when, where="By telephone.")
    actions.hand_back_viva(person=cast.gita, viva_id=viva.pk)
    assert (again(viva).state, again(viva).examiner) == (Viva.State.WAITING, None)
    with pytest.raises(PermissionDenied):
        actions.take_viva(person=cast.gita, viva_id=viva.pk)
    assert actions.take_viva(person=cast.femi, viva_id=viva.pk).examiner == cast.femi


def test_the_others_are_told_of_what_was_handed_in_to_somebody_who_left_it(
    stage: Stage, viva: Viva
) -> None:
    """Only who heard it was told that the answers are there."""
    cast = stage.cast
    belongs(cast.femi, cast.college, Role.LEAD_ASSESSOR)
    handed_in(viva, cast.amina, cast.gita)
    told = Message.objects.filter(person=cast.femi, kind="talk to hear")
    before = told.count()
    actions.hand_back_viva(person=cast.gita, viva_id=viva.pk)
    deliver()
    assert told.count() == before + 1
    assert again(viva).state == Viva.State.HANDED_IN


def test_more_time_for_what_nobody_heard_asks_nothing_more_of_the_teacher(
    stage: Stage, viva: Viva
) -> None:
    """Her answers stay handed in; who may hear them is asked anew, and after that the leads."""
    cast = stage.cast
    recorded(viva, cast.amina)
    actions.hand_in(person=cast.amina, viva_id=viva.pk)
    for _term in range(2):
        late = again(viva).hear_by
        assert late is not None
        with clock_at(late + DAY / 24):
            deliver()
            actions.settle_viva(person=cast.gita, viva_id=viva.pk, goes_on=False, words="Exams.")
            deliver()
    assert again(viva).state == Viva.State.HANDED_IN
    assert Message.objects.filter(person=cast.gita, kind="talk to decide").count() == 2
    assert not Message.objects.filter(subject__startswith="The talk about").exists()


def test_nobody_but_its_two_and_a_lead_acts_on_a_talk(stage: Stage, viva: Viva) -> None:
    """Not who scored it, not a stranger, and not the teacher in the examiner's place."""
    cast = stage.cast
    actions.take_viva(person=cast.gita, viva_id=viva.pk)
    for person in (cast.ben, cast.femi, cast.chipo):
        with pytest.raises(PermissionDenied):
            actions.take_viva(person=person, viva_id=viva.pk)
        with pytest.raises(PermissionDenied):
            actions.choose_way(person=person, viva_id=viva.pk, way=Viva.Way.LIVE)
        with pytest.raises(PermissionDenied):
            actions.settle_viva(person=person, viva_id=viva.pk, goes_on=True, words="x")
    with pytest.raises(PermissionDenied):
        actions.find(
            person=cast.amina, viva_id=viva.pk, finding=Viva.Ending.CONSISTENT, words="Fine."
        )
    with pytest.raises(PermissionDenied):
        actions.remind(viva_id=viva.case_id, number=1)


@pytest.mark.parametrize(
    ("finding", "words", "said"),
    [
        (Viva.Ending.WAIVED, HEARD, "Choose what"),
        (Viva.Ending.CONSISTENT, " ", "few words"),
        (Viva.Ending.CONSISTENT, "x" * 4001, "longer"),
    ],
)
def test_a_finding_is_one_of_two_and_in_words(
    stage: Stage, viva: Viva, finding: Viva.Ending, words: str, said: str
) -> None:
    """No score, no scale: what a person heard, which the teacher reads."""
    handed_in(viva, stage.cast.amina, stage.cast.gita)
    with pytest.raises(Refusal, match=said):
        actions.find(person=stage.cast.gita, viva_id=viva.pk, finding=finding, words=words)


def test_letters_tell_each_what_to_do_and_suspect_nobody(stage: Stage, viva: Viva) -> None:
    """Teacher, who may hear, and after a week of silence the leads."""
    cast = stage.cast
    title = "“Waiting for an answer”"
    assert ("talk", f"Five minutes about your work for {title}") in letters_to(cast.amina)
    assert ("talk to hear", f"A talk about {title}") in letters_to(cast.gita)
    recorded(viva, cast.amina)
    actions.hand_in(person=cast.amina, viva_id=viva.pk)
    late = again(viva).hear_by
    assert late is not None
    with clock_at(late + DAY / 24):
        deliver()
    assert ("talk to decide", f"A talk about {title} needs your decision") in letters_to(cast.gita)
    bodies = " ".join(Message.objects.values_list("text", flat=True)).lower()
    assert "suspicion" not in bodies
    hers = Message.objects.filter(person=cast.gita).values_list("text", flat=True)
    assert not any("Amina" in each for each in hers)


def test_recordings_are_erased_after_their_days_and_the_finding_stays(
    stage: Stage, viva: Viva, settings: object
) -> None:
    """No copy of her voice is kept once nobody needs it."""
    ended = found(
        handed_in(viva, stage.cast.amina, stage.cast.gita), stage.cast.gita, Viva.Ending.CONSISTENT
    )
    files = [each.file_id for each in standing_questions(ended)]
    actions.erase_media(viva_id=viva.pk)
    with clock_at(now() + settings.VIVA_KEPT_DAYS * DAY + DAY):  # type: ignore[attr-defined]  # it is pytest-django's
        deliver()
    assert again(viva).erased_at is not None
    assert [each.file_id for each in standing_questions(again(viva))] == [None] * 3
    assert all(
        each.erased_at for each in StoredFile.objects.filter(pk__in=[pk for pk in files if pk])
    )
    assert again(viva).words == HEARD


def test_recordings_stay_while_an_inquiry_that_came_of_them_is_open(
    stage: Stage, viva: Viva, settings: object
) -> None:
    """Who finds on it must hear what was said; after that they go as well."""
    ended = found(
        handed_in(viva, stage.cast.amina, stage.cast.gita), stage.cast.gita, Viva.Ending.QUESTIONS
    )
    with clock_at(now() + settings.VIVA_KEPT_DAYS * DAY + DAY):  # type: ignore[attr-defined]  # it is pytest-django's
        deliver()
    assert ended.inquiry is not None
    assert again(viva).erased_at is None


def test_a_lead_says_why_and_a_talk_that_is_over_stays_over(stage: Stage, viva: Viva) -> None:
    """Her words go to the teacher."""
    gita = stage.cast.gita
    with pytest.raises(Refusal, match="Say in a sentence"):
        actions.settle_viva(person=gita, viva_id=viva.pk, goes_on=True, words=" ")
    actions.settle_viva(person=gita, viva_id=viva.pk, goes_on=True, words="She is ill.")
    with pytest.raises(Refusal, match="over"):
        actions.settle_viva(person=gita, viva_id=viva.pk, goes_on=True, words="She is ill.")
    deliver()
    subject = "No talk is needed about “Waiting for an answer”"
    assert ("talk", subject) in letters_to(stage.cast.amina)

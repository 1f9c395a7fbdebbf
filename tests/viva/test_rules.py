"""A talk before an award: when there is one, who hears it, and what it may never do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied

from cast import belongs
from lapel.domain.rubrics.lifecycle import State
from lapel.domain.rubrics.routing import commitment, drawn
from lapel.journey.evidence.actions import withdraw_submission
from lapel.journey.integrity.actions import close_inquiry, reply_to_inquiry
from lapel.journey.integrity.models import Finding
from lapel.journey.people.models import Role
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import history, now
from lapel.journey.review import actions as review
from lapel.journey.review.models import Case, VivaHold, VivaWish
from lapel.journey.review.queries import free_seats, route_of
from lapel.journey.review.queries.vivas import may_hear, viva_draw, who_may_hear
from lapel.journey.viva import actions
from lapel.journey.viva.models import Viva
from review.stage import adjudicate, lock, submit
from viva.talking import HEARD, again, deliver, found, handed_in, scored

if TYPE_CHECKING:
    from review.stage import Stage

DAY = timedelta(days=1)
Ending = Viva.Ending


def test_r5_a_talk_is_asked_for_only_after_all_scores_are_locked(stage: Stage) -> None:
    """No scorer can learn of a talk while she scores: there is none yet."""
    case = stage.submitted()
    lock(stage.cast.ben, "yes")
    assert not VivaHold.objects.exists()
    lock(stage.cast.bola, "yes")
    case.refresh_from_db()
    assert case.state == State.HOLD_VIVA
    assert case.decision is None


def test_an_award_waits_for_the_talk_and_comes_with_the_scores_as_they_were(
    stage: Stage, viva: Viva
) -> None:
    """A talk never changes a criterion's level, and a good one lets the case go on at once."""
    ended = found(handed_in(viva, stage.cast.amina, stage.cast.gita), stage.cast.gita, "consistent")
    case = Case.objects.get(pk=viva.case_id)
    assert (ended.state, ended.words) == (Viva.State.OVER, HEARD)
    assert case.state == State.DECIDED
    assert case.decision is not None
    assert case.decision.outcome == "earned"
    assert {each["level"] for each in case.decision.criteria} == {"yes"}


@pytest.mark.parametrize("level", ["almost", "not_yet"])
def test_nobody_is_asked_to_defend_what_was_not_accepted(stage: Stage, level: str) -> None:
    """A talk comes before an award alone; the letter says the rest."""
    assert scored(stage, level).state == State.DECIDED


def test_a_dispute_that_ends_well_may_lead_to_a_talk_too(stage: Stage) -> None:
    """It is the award that waits, however the scores came to it."""
    case = stage.submitted()
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, {"plans": "not_yet", "waits": "yes", "extra": "yes"})
    adjudicate(stage.cast.gita, "yes")
    case.refresh_from_db()
    assert case.state == State.HOLD_VIVA
    assert who_may_hear(case) == []


def test_the_draw_is_repeated_from_the_seed_whose_hash_was_recorded_first(stage: Stage) -> None:
    """Unpredictable to the teacher, and nobody can choose it once she is known."""
    case = scored(stage)
    route, hold = route_of(case), VivaHold.objects.get(case=case)
    assert route is not None
    assert hold.draw == drawn(bytes(route.seed), f"viva {case.pk}") == viva_draw(case)
    chain = history("submission", case.submission_id)
    opened = chain.filter(facts__to=State.QUEUED).get()
    assert opened.facts["draw_commitment"] == commitment(bytes(route.seed))
    assert chain.filter(facts__to=State.HOLD_VIVA).get().facts["draw"] == hold.draw


def test_no_more_than_the_share_is_drawn(stage: Stage, settings: object) -> None:
    """A share of nought draws nobody."""
    settings.VIVA_SHARE = 0.0  # type: ignore[attr-defined]  # it is pytest-django's
    assert scored(stage).state == State.DECIDED


def test_r4_who_hears_neither_scored_it_nor_asked_for_it_nor_knows_the_teacher(
    stage: Stage, settings: object
) -> None:
    """Of the four who could, only the lead who had no part remains."""
    cast = stage.cast
    belongs(cast.chipo, cast.college, Role.LEAD_ASSESSOR)
    belongs(cast.femi, cast.college, Role.LEAD_ASSESSOR)
    settings.VIVA_SHARE = 0.0  # type: ignore[attr-defined]  # it is pytest-django's
    case = stage.submitted()
    review.ask_for_viva(person=cast.gita, submission_id=case.submission_id, words="Two plans.")
    for assessor in (cast.ben, cast.bola):
        lock(assessor, "yes")
    case.refresh_from_db()
    assert case.state == State.HOLD_VIVA
    assert who_may_hear(case) == [cast.femi]
    assert [may_hear(each, case) for each in (cast.femi, cast.gita, cast.chipo)] == [
        True,
        False,
        False,
    ]


def test_r5_who_heard_a_talk_scores_no_later_attempt_of_that_work(stage: Stage, viva: Viva) -> None:
    """She has met the teacher: whatever became of this attempt, she is not blind any more."""
    cast = stage.cast
    belongs(cast.femi, cast.college, Role.LEAD_ASSESSOR)
    for each in (cast.gita, cast.femi):
        belongs(each, cast.college, Role.ASSESSOR)
        stage.appoint(each)
    actions.take_viva(person=cast.gita, viva_id=viva.pk)
    withdraw_submission(person=cast.amina, submission_id=viva.case.submission_id)
    deliver()
    with clock_at(now() + DAY):
        later = submit(viva.case.submission.draft)
        offered = [[each[0].pk for each in free_seats(who)] for who in (cast.gita, cast.femi)]
    assert offered == [[], [later.pk]]


def test_questions_that_remain_open_an_inquiry_with_a_right_of_reply(
    stage: Stage, viva: Viva
) -> None:
    """Not even then does anything follow before she was heard, and another person finds."""
    cast = stage.cast
    femi = belongs(cast.femi, cast.college, Role.LEAD_ASSESSOR).person
    ended = found(handed_in(viva, cast.amina, cast.gita), cast.gita, Ending.QUESTIONS, "Which S1?")
    assert ended.inquiry is not None
    assert ended.inquiry.words == "Which S1?"
    assert Case.objects.get(pk=viva.case_id).state == State.HOLD_INTEGRITY
    reply_to_inquiry(
        person=cast.amina,
        inquiry_id=ended.inquiry_id,
        reply="S1 sits in front.",
        shows_process=False,
    )
    close_inquiry(
        person=femi, inquiry_id=ended.inquiry_id, finding=Finding.NOTHING, reason="That answers it."
    )
    deliver()
    assert Case.objects.get(pk=viva.case_id).decision is not None


def test_an_inquirys_finding_viva_brings_a_talk_before_the_next_award(
    stage: Stage, settings: object, viva: Viva
) -> None:
    """The rung "submit again, with a talk" is kept: the next attempt of the draft has one."""
    cast = stage.cast
    settings.VIVA_SHARE = 0.0  # type: ignore[attr-defined]  # it is pytest-django's
    femi = belongs(cast.femi, cast.college, Role.LEAD_ASSESSOR).person
    ended = found(handed_in(viva, cast.amina, cast.gita), cast.gita, Ending.QUESTIONS, "Which S1?")
    reply_to_inquiry(
        person=cast.amina, inquiry_id=ended.inquiry_id, reply="I was ill.", shows_process=False
    )
    close_inquiry(
        person=femi, inquiry_id=ended.inquiry_id, finding=Finding.VIVA, reason="Talk to us again."
    )
    deliver()
    assert Case.objects.get(pk=viva.case_id).state == State.CLOSED
    assert VivaWish.objects.get().words == "Talk to us again."
    with clock_at(now() + DAY):
        later = submit(viva.case.submission.draft)
        lock(cast.ben, "yes")
        lock(cast.bola, "yes")
    later.refresh_from_db()
    assert later.state == State.HOLD_VIVA


def test_a_lead_asks_for_a_talk_once_in_time_and_never_about_her_own_work(stage: Stage) -> None:
    """Too late is too late: then there are inquiries."""
    cast, case = stage.cast, stage.submitted()
    told = {"submission_id": case.submission_id, "words": "Two plans."}
    with pytest.raises(PermissionDenied):
        review.ask_for_viva(person=cast.ben, **told)
    with pytest.raises(review.Refusal, match="Say in a sentence"):
        review.ask_for_viva(person=cast.gita, submission_id=case.submission_id, words=" ")
    review.ask_for_viva(person=cast.gita, **told)
    with pytest.raises(review.Refusal, match="asked for already"):
        review.ask_for_viva(person=cast.gita, **told)
    belongs(cast.amina, cast.college, Role.LEAD_ASSESSOR)
    with pytest.raises(PermissionDenied):
        review.ask_for_viva(person=cast.amina, **told)
    withdraw_submission(person=cast.amina, submission_id=case.submission_id)
    deliver()
    with pytest.raises(review.Refusal, match="too late"):
        review.ask_for_viva(person=cast.gita, **told)


def test_who_does_not_come_is_reminded_twice_given_more_time_and_never_refused(
    stage: Stage, viva: Viva
) -> None:
    """After that a person decides, and her two choices are time and going on without it."""
    with clock_at(viva.due_at + DAY / 24):
        deliver()
        longer = again(viva)
        assert longer.extended_at is not None
        assert longer.due_at > viva.due_at
    with clock_at(longer.due_at + DAY / 24):
        deliver()
        assert again(viva).state == Viva.State.UNATTENDED
        actions.settle_viva(person=stage.cast.gita, viva_id=viva.pk, goes_on=False, words="Exams.")
        assert again(viva).state == Viva.State.WAITING
        actions.settle_viva(person=stage.cast.gita, viva_id=viva.pk, goes_on=True, words="Enough.")
        deliver()
    case = Case.objects.get(pk=viva.case_id)
    assert again(viva).ending == Ending.WAIVED
    assert case.decision is not None
    assert case.decision.outcome == "earned"


def test_r15_a_case_does_not_turn_late_while_it_waits_for_a_talk(viva: Viva) -> None:
    """The talk has clocks of its own; nobody who assesses is late."""
    with clock_at(viva.case.breach_at + DAY):
        review.breach_clock(case_id=viva.case_id)
    assert Case.objects.get(pk=viva.case_id).breached_at is None


def test_work_that_is_taken_back_needs_no_talk(stage: Stage, viva: Viva) -> None:
    """A withdrawal ends it, whatever was done so far."""
    withdraw_submission(person=stage.cast.amina, submission_id=viva.case.submission_id)
    deliver()
    assert again(viva).ending == Ending.STOPPED
    assert not review.release_viva_hold(case_id=viva.case_id)


def test_the_same_case_gives_the_same_questions_and_one_talk(stage: Stage, viva: Viva) -> None:
    """The job may run twice."""
    assert actions.open_viva(case_id=viva.case_id) == viva
    assert viva.questions.count() == 3
    withdraw_submission(person=stage.cast.amina, submission_id=viva.case.submission_id)
    deliver()
    other = talk_on_another(stage)
    assert actions.open_viva(case_id=other.pk) is None


def talk_on_another(stage: Stage) -> Case:
    """Give a case that waits for no talk."""
    from cast import person

    nia = person("Nia")
    from review.stage import enrol

    return submit(enrol(nia, stage.version, stage.cast.school))


def test_a_talk_that_an_inquiry_interrupted_gets_its_time_anew(stage: Stage, viva: Viva) -> None:
    """What a lead looks into elsewhere costs the teacher no day."""
    review.hold_for_integrity(submission_id=viva.case.submission_id, why="Two plans.")
    with pytest.raises(actions.Refusal, match="looked into"):
        actions.choose_way(person=stage.cast.amina, viva_id=viva.pk, way=Viva.Way.LIVE)
    with clock_at(viva.due_at + DAY):
        deliver()
        assert again(viva).extended_at is None
        review.release_integrity_hold(
            submission_id=viva.case.submission_id, outcome="cleared", words="Both taught it."
        )
        deliver()
        assert again(viva).due_at > viva.due_at + DAY
        assert again(viva).state == Viva.State.WAITING

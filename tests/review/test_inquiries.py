"""A case that an inquiry stops, and what becomes of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from cast import belongs
from lapel.domain.rubrics.lifecycle import State
from lapel.journey.evidence.actions import withdraw_submission
from lapel.journey.evidence.models import Submission
from lapel.journey.evidence.policies import is_open as may_revise
from lapel.journey.evidence.queries import attempts_that_count
from lapel.journey.messaging.models import Message
from lapel.journey.people.models import Role
from lapel.journey.people.queries import business_days_between
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import chain_faults, now
from lapel.journey.review import actions
from lapel.journey.review.models import Appeal, Assessment, Case, IntegrityHold, Seat
from lapel.journey.review.queries import desk_clock, free_seats
from review.stage import adjudicate, finish, lock, score

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from review.stage import Stage

DAY = timedelta(days=1)
WHY = "Two plans share forty words."
FOUND = "Both teachers planned the lesson together and each wrote her own; that is allowed."
BELOW = {"plans": "almost", "waits": "yes", "extra": "yes"}


@pytest.fixture(autouse=True)
def sound_chain(db: None) -> Iterator[None]:
    """Every story ends with a chain that holds (R21)."""
    yield
    assert chain_faults() == []


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def stop(case: Case) -> bool:
    return actions.hold_for_integrity(submission_id=case.submission_id, why=WHY)


def release(case: Case, outcome: str = "cleared", **change: object) -> bool:
    return actions.release_integrity_hold(
        submission_id=case.submission_id, outcome=outcome, words=FOUND, **change
    )


def test_a_case_comes_back_to_where_an_inquiry_stopped_it(stage: Stage) -> None:
    """Queued, half scored, in dispute, with a lead who locked: all of them go on as before."""
    case = stage.submitted()
    assert stop(case)
    assert again(case).state == State.HOLD_INTEGRITY
    assert list(free_seats(stage.cast.ben)) == []
    assert not stop(case)
    assert release(case)
    assert again(case).state == State.QUEUED
    lock(stage.cast.ben, "yes")
    stop(case)
    release(case)
    assert again(case).state == State.IN_REVIEW
    lock(stage.cast.bola, BELOW)
    stop(case)
    release(case)
    assert again(case).state == State.DISCREPANT
    mine = actions.take_adjudication(person=stage.cast.gita)
    stop(case)
    release(case)
    assert again(case).state == State.DISCREPANT
    mine = actions.take_adjudication(person=stage.cast.gita)
    finish(mine, "yes")
    stop(case)
    release(case)
    assert again(case).state == State.ADJUDICATION
    actions.conclude_adjudication(person=stage.cast.gita, assessment_id=mine.pk)
    assert again(case).decision.outcome == "earned"


def test_who_scores_is_set_free_and_her_scores_wait_for_her(stage: Stage) -> None:
    """What Ben wrote is kept; while it is held nobody writes or locks."""
    case = stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    score(mine, "yes")
    stop(case)
    assert Assessment.objects.get(pk=mine.pk).ending == Assessment.Ending.PAUSED
    with pytest.raises(actions.Refusal):
        actions.lock_assessment(person=stage.cast.ben, assessment_id=mine.pk)
    release(case)
    back = actions.take_next(person=stage.cast.ben)
    assert back.pk == mine.pk
    assert back.scores.filter(level="yes").count() == 3


def test_r15_the_clock_stands_still_while_a_case_is_held(stage: Stage) -> None:
    """The business days that were left are left afterwards; nothing breaches meanwhile."""
    case = stage.submitted()
    place = stage.cast.school
    with clock_at(now() + 2 * DAY):
        left = business_days_between(place, now(), case.target_at)
        ends = business_days_between(place, now(), case.breach_at)
        desks = business_days_between(stage.cast.college, now(), desk_clock(case).breach_at)
        stop(case)
    with clock_at(case.breach_at + 7 * DAY):
        deliver_all()
        assert again(case).breached_at is None
        assert not desk_clock(again(case)).is_late
        release(case)
        told = desk_clock(again(case)).breach_at
        assert business_days_between(stage.cast.college, now(), told) == desks
        found = again(case)
        assert business_days_between(place, now(), found.target_at) == left
        assert business_days_between(place, now(), found.breach_at) == ends
    with clock_at(found.breach_at):
        deliver_all()
    assert again(case).breached_at is not None


def test_an_upheld_inquiry_closes_the_case_and_costs_no_attempt(stage: Stage) -> None:
    """Unless the finding says so; the teacher may send another attempt."""
    case = stage.submitted()
    lock(stage.cast.ben, "yes")
    stop(case)
    assert release(case, "upheld")
    submission = Submission.objects.get(pk=case.submission_id)
    assert again(case).state == State.CLOSED
    assert (submission.state, submission.outcome) == ("closed", "sent_back")
    assert attempts_that_count(submission.draft) == 0
    assert may_revise(submission.draft)
    assert submission.left_open == case.open_criteria


def test_an_upheld_inquiry_counts_where_the_finding_says_so(stage: Stage) -> None:
    """Then it is one of the three (R12)."""
    case = stage.submitted()
    stop(case)
    release(case, "upheld", counts=True)
    submission = Submission.objects.get(pk=case.submission_id)
    assert submission.outcome == "closed"
    assert attempts_that_count(submission.draft) == 1


def test_an_appeal_goes_on_after_an_inquiry_or_ends_with_it(stage: Stage) -> None:
    """Cleared: it is heard. Upheld: the decision that was appealed stands."""
    case = stage.submitted()
    lock(stage.cast.ben, BELOW)
    lock(stage.cast.bola, BELOW)
    belongs(stage.cast.hana, stage.cast.college, Role.ASSESSOR)
    stage.appoint(stage.cast.hana)
    actions.appeal_decision(
        person=stage.cast.amina, submission_id=case.submission_id, criteria=["plans"], words="Look."
    )
    stop(case)
    release(case)
    assert again(case).state == State.APPEAL
    assert actions.take_next(person=stage.cast.hana).seat == Seat.APPEAL
    stop(case)
    release(case, "upheld")
    submission = Submission.objects.get(pk=case.submission_id)
    assert again(case).state == State.CLOSED
    assert (submission.outcome, submission.left_open) == ("almost", ["plans"])
    assert Appeal.objects.get().ending == Appeal.Ending.STOPPED


def test_a_case_that_is_over_or_unknown_is_not_stopped(stage: Stage) -> None:
    """What becomes of an award is for its issuer (R19); without a hold there is none to end."""
    case = stage.submitted()
    assert not release(case)
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, "yes")
    assert not stop(case)
    assert not actions.hold_for_integrity(submission_id=stage.cast.amina.pk, why=WHY)


def test_a_finding_has_words_and_one_of_two_outcomes(stage: Stage) -> None:
    """People find, and say what; nothing else ends a hold."""
    case = stage.submitted()
    stop(case)
    with pytest.raises(ValueError, match="words"):
        actions.release_integrity_hold(
            submission_id=case.submission_id, outcome="cleared", words=" "
        )
    with pytest.raises(ValueError, match="guilty"):
        release(case, "guilty")
    assert again(case).state == State.HOLD_INTEGRITY


def test_held_work_may_be_withdrawn_and_the_hold_ends_without_a_case(stage: Stage) -> None:
    """The inquiry goes on without review; its end changes nothing here."""
    case = stage.submitted()
    stop(case)
    withdraw_submission(person=stage.cast.amina, submission_id=case.submission_id)
    deliver_all()
    assert again(case).state == State.WITHDRAWN
    assert not release(case, "upheld")
    assert again(case).state == State.WITHDRAWN
    assert IntegrityHold.objects.get().released_at is not None


def test_the_teacher_reads_what_is_looked_into_and_what_was_found(
    client: Client, stage: Stage
) -> None:
    """By mail that it is so, on her page what; why it began stands on neither."""
    case = stage.submitted()
    stop(case)
    deliver_all()
    client.force_login(stage.cast.amina)
    page = client.get(reverse("review:tracker", args=[case.submission_id])).content.decode()
    assert "Something is being looked into" in page
    assert WHY not in page
    release(case, "upheld")
    deliver_all()
    page = client.get(reverse("review:tracker", args=[case.submission_id])).content.decode()
    assert FOUND in page
    assert "It is no counted attempt." in page
    kinds = set(Message.objects.filter(person=stage.cast.amina).values_list("kind", flat=True))
    assert {"stopped", "released"} <= kinds


def test_r9_an_adjudicated_case_keeps_its_dispute_through_an_inquiry(stage: Stage) -> None:
    """The two scores stay locked; a lead settles it afterwards."""
    case = stage.submitted()
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, BELOW)
    stop(case)
    assert actions.take_adjudication(person=stage.cast.gita) is None
    release(case)
    adjudicate(stage.cast.gita, {"plans": "yes"})
    assert again(case).decision.outcome == "earned"

"""Appeals: a third, unconnected assessor scores blind what is contested (R14)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cast import belongs, person
from lapel.domain.rubrics.lifecycle import State
from lapel.journey.evidence.actions import withdraw_submission
from lapel.journey.evidence.models import Submission
from lapel.journey.evidence.policies import is_open as may_revise
from lapel.journey.people.models import Role
from lapel.journey.people.queries import business_deadline
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import chain_faults, now
from lapel.journey.review import actions
from lapel.journey.review.models import Appeal, Assessment, Case, Decision, Letter, Seat
from lapel.journey.review.queries import (
    appeal_of,
    appealable,
    appeals_of,
    criteria_of,
    free_seats,
    letter_of,
)
from review.stage import STEP, adjudicate, enrol, finish, lock, score, submit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lapel.journey.people.models import Person
    from review.stage import Stage

DAY = timedelta(days=1)
WORDS = "The second question of the plan is open too; please look at the last line."
PRAISE = "Plan: the last line holds a third open question with a follow-up of its own."
BELOW = {"plans": "almost", "waits": "yes", "extra": "yes"}


@pytest.fixture(autouse=True)
def sound_chain(db: None) -> Iterator[None]:
    """Every story ends with a chain that holds (R21)."""
    yield
    assert chain_faults() == []


def third(stage: Stage) -> Person:
    """Give an appointed assessor who has no tie to anybody: Hana of the college."""
    hana = stage.cast.hana
    belongs(hana, stage.cast.college, Role.ASSESSOR)
    stage.appoint(hana)
    return hana


def decided(stage: Stage, first: object = None, second: object = None) -> Case:
    """Give a case of Amina's that came out almost, by two assessors who agree on `plans`."""
    case = stage.submitted()
    lock(stage.cast.ben, first or BELOW)  # type: ignore[arg-type]
    lock(stage.cast.bola, second or BELOW)  # type: ignore[arg-type]
    return again(case)


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def appeal(stage: Stage, case: Case, criteria: tuple[str, ...] = ("plans",)) -> Appeal:
    return actions.appeal_decision(
        person=stage.cast.amina, submission_id=case.submission_id, criteria=criteria, words=WORDS
    )


def heard(stage: Stage, level: str, *, case: Case | None = None, comment: str = PRAISE) -> Case:
    """Appeal, and have it heard with this level on what is contested."""
    case = case or decided(stage)
    hana = third(stage)
    appeal(stage, case)
    mine = actions.take_next(person=hana)
    assert mine is not None
    score(mine, {"plans": level}, comment=comment)
    if level == "yes":
        said = mine.scores.get()
        actions.save_score(
            person=hana, assessment_id=mine.pk, criterion="plans", base_revision=said.revision,
            level="yes", comment=comment,
        )  # fmt: skip
    actions.lock_assessment(person=hana, assessment_id=mine.pk)
    return again(case)


def announced(kind: str) -> list[dict]:
    rows = OutboxEvent.objects.filter(kind=f"review.{kind}").order_by("announced_at")
    return [row.payload for row in rows]


def test_r14_an_appeal_is_scored_by_a_third_unconnected_assessor(stage: Stage) -> None:
    """Not who scored it, not who leads, not who is tied; Hana alone is offered it."""
    case = decided(stage)
    hana = third(stage)
    stage.appoint(stage.cast.gita)
    near = person("Nina")
    belongs(near, stage.cast.college, Role.ASSESSOR)
    belongs(near, stage.cast.school, Role.TEACHER)
    stage.appoint(near)
    appeal(stage, case)
    for someone in (stage.cast.ben, stage.cast.bola, stage.cast.gita, near):
        assert list(free_seats(someone)) == []
        assert actions.take_next(person=someone) is None
    mine = actions.take_next(person=hana)
    assert mine is not None
    assert (mine.case_id, mine.seat) == (case.pk, Seat.APPEAL)


def test_r14_nobody_of_an_earlier_attempt_hears_the_appeal(stage: Stage) -> None:
    """Who scored the first attempt has made up her mind about this teacher's work."""
    first = decided(stage)
    hana = third(stage)
    draft = first.submission.draft
    second = submit(draft, open_criteria=["plans"])
    lock(stage.cast.ben, "almost")
    lock(hana, "almost")
    appeal(stage, again(second))
    assert list(free_seats(stage.cast.bola)) == []


def test_r14_the_adjudicator_never_hears_the_appeal(stage: Stage) -> None:
    """Gita settled the dispute; though appointed and no longer a lead, she is not offered it."""
    from lapel.journey.people.models import Membership

    case = stage.submitted()
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, BELOW)
    adjudicate(stage.cast.gita, {"plans": "almost"})
    stage.appoint(stage.cast.gita)
    Membership.objects.filter(person=stage.cast.gita).update(role=Role.ASSESSOR)
    appeal(stage, again(case))
    assert list(free_seats(stage.cast.gita)) == []


def test_r14_she_scores_only_what_is_contested_and_cannot_know_why(stage: Stage) -> None:
    """The page is that of any case with some criteria open; the teacher's words are not on it."""
    case = decided(stage)
    hana = third(stage)
    appeal(stage, case)
    mine = actions.take_next(person=hana)
    assert mine is not None
    assert criteria_of(mine) == ["plans"]


def test_r14_a_better_level_stands_and_earns(stage: Stage) -> None:
    """Almost becomes yes: another decision, another letter; the first ones are untouched."""
    before = decided(stage)
    old = before.decision
    assert old is not None
    old_parts = old.letter.parts
    case = heard(stage, "yes", case=before)
    assert (case.state, case.decision.outcome) == (State.APPEAL_DECIDED, "earned")
    assert case.decision.supersedes_id == old.pk
    assert Decision.objects.get(pk=old.pk).outcome == "almost"
    assert Letter.objects.get(decision=old).parts == old_parts
    levels = {each["criterion"]: (each["level"], each["how"]) for each in case.decision.criteria}
    assert levels["plans"] == ("yes", "appealed")
    assert levels["waits"] == ("yes", "same")
    submission = Submission.objects.get(pk=case.submission_id)
    assert (submission.state, submission.outcome, submission.left_open) == ("closed", "earned", [])
    assert announced("AppealDecided")[-1]["outcome"] == "earned"


def test_r14_the_letter_says_what_changed_in_the_scorers_words(stage: Stage) -> None:
    """Before, after and why, with the letter it came after beside it."""
    case = heard(stage, "yes")
    letter = letter_of(case.submission)
    found = appeal_of(case.submission)
    assert letter is not None
    assert found is not None
    (plans,) = [part for part in letter.parts if part["criterion"] == "plans"]
    assert (plans["before"], plans["level"]) == ("almost", "yes")
    assert [each["comment"] for each in plans["said"]] == [PRAISE]
    assert found.is_changed
    assert [(row["before"], row["after"]) for row in found.rows] == [("Almost", "Yes")]
    assert found.earlier is not None
    assert not found.earlier.verdict.is_earned


def test_r14_where_nothing_is_better_the_decision_stands(stage: Stage) -> None:
    """Not yet is no better than almost; what the first two asked for still stands beneath."""
    comment = "The plan holds two questions that can be answered with one word, and no other."
    case = heard(stage, "not_yet", comment=comment)
    assert case.decision.outcome == "almost"
    assert case.decision.record["appeal"]["changed"] == []
    assert Appeal.objects.get().ending == Appeal.Ending.STANDS
    letter = letter_of(case.submission)
    (plans,) = [part for part in letter.parts if part["criterion"] == "plans"]
    assert plans["level"] == "almost"
    assert plans["said"][0]["comment"] == comment
    assert plans["said"][-1]["next_step"] == STEP
    assert may_revise(case.submission.draft)


def test_r18_the_appeals_record_stands_in_the_chain_and_leads_to_the_award(stage: Stage) -> None:
    """Issuing awards on the second decision, whose record's hash is logged like the first's."""
    from lapel.journey.issuing.models import Award
    from lapel.journey.issuing.queries import is_in_the_log

    case = heard(stage, "yes")
    assert is_in_the_log(case.decision)
    deliver_all()
    award = Award.objects.get(decision=case.decision)
    assert award.person_id == case.submission.person_id


def test_the_record_of_an_appeal_names_what_it_supersedes(stage: Stage) -> None:
    """Whoever holds both records can follow the one to the other; no words of hers are in it."""
    case = heard(stage, "yes")
    record = case.decision.record
    assert record["appeal"] == {
        "supersedes": case.decision.supersedes.record_hash,
        "contested": ["plans"],
        "changed": ["plans"],
    }
    assert [each["seat"] for each in record["judgements"]] == [1, 2, 4]
    assert WORDS not in str(record)


@pytest.mark.parametrize(("days", "may"), [(29, True), (31, False)])
def test_r14_an_appeal_is_open_for_thirty_days(stage: Stage, days: int, *, may: bool) -> None:
    """From the letter on; then the page says nothing of it and the act is refused."""
    case = decided(stage)
    with clock_at(case.decision.letter.written_at + days * DAY):
        assert bool(appealable(again(case))) is may
        if not may:
            with pytest.raises(actions.Refusal):
                appeal(stage, case)


@pytest.mark.parametrize(
    ("criteria", "words"),
    [
        ((), WORDS),
        (("waits",), WORDS),
        (("none",), WORDS),
        (("plans",), " "),
        (("plans",), "x" * 5001),
    ],
)
def test_an_appeal_needs_words_and_a_criterion_below_yes(
    stage: Stage, criteria: tuple[str, ...], words: str
) -> None:
    """What was met cannot be contested, and what is not there neither."""
    case = decided(stage)
    with pytest.raises(actions.Refusal):
        actions.appeal_decision(
            person=stage.cast.amina, submission_id=case.submission_id, criteria=criteria,
            words=words,
        )  # fmt: skip
    assert again(case).state == State.DECIDED


def test_only_the_teacher_appeals(stage: Stage) -> None:
    """Neither her mentor nor an assessor can do it for her."""
    case = decided(stage)
    for someone in (stage.cast.chipo, stage.cast.ben, stage.cast.gita):
        with pytest.raises(PermissionDenied):
            actions.appeal_decision(
                person=someone, submission_id=case.submission_id, criteria=["plans"], words=WORDS
            )
        with pytest.raises(PermissionDenied):
            actions.take_back_appeal(person=someone, submission_id=case.submission_id)


def test_what_is_earned_or_followed_by_another_attempt_is_not_appealed(stage: Stage) -> None:
    """An earned case has nothing to win; an attempt with another after it is past."""
    case = decided(stage)
    submit(case.submission.draft, open_criteria=["plans"])
    assert appealable(again(case)) == []
    second = decided_earned(stage)
    assert appealable(second) == []


def decided_earned(stage: Stage) -> Case:
    other = person("Sana")
    belongs(other, stage.cast.elsewhere, Role.TEACHER)
    with clock_at(now() - DAY):
        case = submit(enrol(other, stage.version, stage.cast.elsewhere))
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, "yes")
    return again(case)


def test_a_decision_is_appealed_once(stage: Stage) -> None:
    """What the third assessor said is the last word; also an appeal that was taken back counts."""
    case = heard(stage, "almost")
    with pytest.raises(actions.Refusal):
        appeal(stage, case)


def test_while_it_is_heard_nothing_else_is_sent_and_the_attempt_cannot_be_withdrawn(
    stage: Stage,
) -> None:
    """Else a decided attempt could be made one that does not count (R12)."""
    case = decided(stage)
    appeal(stage, case)
    assert not may_revise(case.submission.draft)
    with pytest.raises(ValidationError):
        withdraw_submission(person=stage.cast.amina, submission_id=case.submission_id)


def test_an_appeal_taken_back_leaves_the_decision(stage: Stage) -> None:
    """She may revise again; who was scoring is set free and her page is closed."""
    case = decided(stage)
    hana = third(stage)
    appeal(stage, case)
    mine = actions.take_next(person=hana)
    actions.take_back_appeal(person=stage.cast.amina, submission_id=case.submission_id)
    found = again(case)
    assert (found.state, found.decision.outcome) == (State.DECIDED, "almost")
    submission = Submission.objects.get(pk=case.submission_id)
    assert (submission.state, submission.outcome) == ("closed", "almost")
    assert submission.left_open == ["plans"]
    assert may_revise(submission.draft)
    assert Assessment.objects.get(pk=mine.pk).ending == Assessment.Ending.CLOSED
    with pytest.raises(actions.Refusal):
        finish(mine, {"plans": "yes"})
    with pytest.raises(actions.Refusal):
        actions.take_back_appeal(person=stage.cast.amina, submission_id=case.submission_id)


def test_r15_an_appeals_clock_is_that_of_a_case(stage: Stage) -> None:
    """Five and ten business days of her organisation from the appeal; then leads are told."""
    case = decided(stage)
    at = now() + 3 * DAY
    with clock_at(at):
        appeal(stage, case)
    found = again(case)
    assert found.target_at == business_deadline(stage.cast.school, at, 5)
    assert found.breach_at == business_deadline(stage.cast.school, at, 10)
    with clock_at(found.breach_at):
        deliver_all()
    assert again(case).breached_at is not None
    assert len(announced("ClockBreached")) == 1


def test_r6_what_the_third_cannot_judge_goes_to_another_and_then_the_decision_stands(
    stage: Stage,
) -> None:
    """Once for another reason than language; a second one who cannot leaves it as it was."""
    case = decided(stage)
    hana = third(stage)
    other = person("Otto")
    belongs(other, stage.cast.college, Role.ASSESSOR)
    stage.appoint(other)
    appeal(stage, case)
    lock(hana, "cannot_judge/too_short")
    assert again(case).state == State.APPEAL
    assert list(free_seats(hana)) == []
    lock(other, "cannot_judge/too_short")
    found = again(case)
    assert (found.state, found.decision.outcome) == (State.APPEAL_DECIDED, "almost")


def test_a_worry_about_privacy_holds_an_appeal_and_it_goes_on_afterwards(stage: Stage) -> None:
    """A lead settles it; the work is decided, so it cannot be sent back to pre-check."""
    case = decided(stage)
    hana = third(stage)
    appeal(stage, case)
    lock(hana, "cannot_judge/privacy")
    assert again(case).state == State.HOLD_PRIVACY
    settle = {"person": stage.cast.gita, "case_id": case.pk, "words": "No face is seen."}
    with pytest.raises(actions.Refusal):
        actions.settle_hold(remedy=actions.Remedy.SEND_BACK, **settle)
    actions.settle_hold(remedy=actions.Remedy.ANOTHER_ASSESSOR, **settle)
    assert again(case).state == State.APPEAL
    assert list(free_seats(hana)) == []


def test_leaving_and_lapsing_are_as_for_any_case(stage: Stage) -> None:
    """A seat at an appeal that is not finished in time waits for her, and for another."""
    case = decided(stage)
    hana = third(stage)
    appeal(stage, case)
    mine = actions.take_next(person=hana)
    with clock_at(now() + timedelta(hours=9)):
        deliver_all()
        assert announced("SeatOffered")[-1]["work"] == "scoring"
        back = actions.take_next(person=hana)
        assert (back.pk, back.seat) == (mine.pk, Seat.APPEAL)
        actions.recuse(person=hana, assessment_id=back.pk, reason="I know this class.")
        assert actions.take_next(person=hana) is None
        assert again(case).state == State.APPEAL


def test_r14_outcomes_are_counted_for_all(stage: Stage) -> None:
    """One decision, one appeal, one change; nothing is shown of so few."""
    case = decided(stage)
    assert appeals_of(stage.microcredential) == (found := appeals_of(stage.microcredential))
    assert (found.decided, found.appealed, found.upheld, found.changed) == (1, 0, 0, 0)
    heard(stage, "yes", case=case)
    found = appeals_of(stage.microcredential)
    assert (found.decided, found.appealed, found.upheld, found.changed) == (1, 1, 0, 1)
    assert not found.is_enough


def test_r13_a_resubmission_after_an_appeal_is_as_after_any_decision(stage: Stage) -> None:
    """One of the first two takes the first seat; the third of the appeal is as new as anybody."""
    case = heard(stage, "almost")
    second = submit(case.submission.draft, open_criteria=["plans"])
    taken = actions.take_next(person=stage.cast.ben)
    assert (taken.case_id, taken.seat) == (second.pk, Seat.FIRST)
    assert actions.take_next(person=stage.cast.bola) is None
    assert actions.take_next(person=stage.cast.hana).seat == Seat.SECOND

"""Two assessors score blind; the case resolves (R4 to R9)."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from lapel.domain.rubrics.lifecycle import State
from lapel.journey.evidence.actions import withdraw_submission
from lapel.journey.evidence.models import Submission
from lapel.journey.evidence.queries import attempts_that_count
from lapel.journey.people.models import Role
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import chain_faults, now
from lapel.journey.review import actions
from lapel.journey.review.models import Assessment, Case, Decision, Letter, Seat
from lapel.journey.review.queries import free_seats, open_assessment
from review.stage import (
    COMMENT,
    STEP,
    adjudicate,
    finish,
    lock,
    publish,
    score,
    submit,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lapel.journey.review.models import Case as CaseType
    from review.stage import Stage

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def sound_chain(db: None) -> Iterator[None]:
    """Every story ends with a chain that holds (R21)."""
    yield
    assert chain_faults() == []


def announced(kind: str) -> list[dict]:
    rows = OutboxEvent.objects.filter(kind=f"review.{kind}").order_by("announced_at")
    return [row.payload for row in rows]


def again(case: CaseType) -> CaseType:
    return Case.objects.get(pk=case.pk)


def test_two_locks_that_agree_decide_at_once(stage: Stage) -> None:
    """Both say yes to every required criterion: earned, and everyone is told (R7, R8)."""
    case = stage.submitted()
    lock(stage.cast.ben, "yes")
    assert again(case).state == State.IN_REVIEW
    lock(stage.cast.bola, "yes")
    decision = Decision.objects.get(case=case)
    assert (again(case).state, decision.outcome) == (State.DECIDED, "earned")
    submission = Submission.objects.get(pk=case.submission_id)
    assert (submission.state, submission.reopened, submission.left_open) == ("closed", False, [])
    assert submission.outcome == "earned"
    assert announced("Decided") == [
        {
            "submission_id": str(case.submission_id),
            "decision_id": str(decision.pk),
            "outcome": "earned",
        }
    ]


def test_attempts_that_were_closed_before_evidence_was_told_get_their_outcome(stage: Stage) -> None:
    """The migration reads it from the decision; where there is none, it was sent back."""
    tell = import_module("lapel.journey.review.migrations.0002_outcomes_told").tell_evidence
    case = stage.submitted()
    lock(stage.cast.ben, "almost")
    lock(stage.cast.bola, "almost")
    closed = Submission.objects.filter(pk=case.submission_id)
    closed.update(outcome="")
    tell(apps, None)
    assert closed.get().outcome == "almost"
    Letter.objects.all().delete()
    Case.objects.update(decision=None)
    Decision.objects.all().delete()
    closed.update(outcome="")
    tell(apps, None)
    assert closed.get().outcome == "sent_back"


def test_both_below_the_line_give_the_lower_and_keep_both_comments(stage: Stage) -> None:
    """Almost and not yet give not yet; the teacher reads what both saw (R8, R11)."""
    case = stage.submitted()
    lock(stage.cast.ben, {"plans": "almost", "waits": "yes", "extra": "yes"}, comment=COMMENT)
    other = "Two of the three questions ask for a single result, so pausing changes little."
    lock(stage.cast.bola, {"plans": "not_yet", "waits": "yes", "extra": "yes"}, comment=other)
    decision = Decision.objects.get(case=case)
    assert decision.outcome == "not_yet"
    part = decision.letter.parts[0]
    assert (part["level"], part["how"], part["met"]) == ("not_yet", "lower", False)
    assert {each["comment"] for each in part["comments"]} == {COMMENT, other}
    assert part["comments"][0]["next_step"] == STEP
    assert part["words"] == "Plan: fewer than three open questions."
    assert part["target"] == "Plan: three open questions, each with a written follow-up."
    submission = Submission.objects.get(pk=case.submission_id)
    assert (submission.reopened, submission.left_open) == (True, ["plans"])
    assert submission.outcome == "not_yet"


def test_across_the_line_goes_to_a_lead_assessor_whose_level_stands(stage: Stage) -> None:
    """Yes against almost is settled by a lead who scored neither seat (R8, R9)."""
    case = stage.submitted()
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, {"plans": "almost", "waits": "yes", "extra": "yes"})
    assert again(case).state == State.DISCREPANT
    assessment = adjudicate(stage.cast.gita, {"plans": "not_yet"}, note="One page more will do.")
    assert assessment.seat == Seat.ADJUDICATOR
    decision = Decision.objects.get(case=case)
    assert (decision.outcome, decision.letter.note) == ("not_yet", "One page more will do.")
    levels = {each["criterion"]: (each["level"], each["how"]) for each in decision.criteria}
    assert levels == {
        "plans": ("not_yet", "adjudicated"),
        "waits": ("yes", "same"),
        "extra": ("yes", "same"),
    }


def test_an_adjudicator_reads_the_rationales_only_after_her_lock(stage: Stage) -> None:
    """Before it there are none; after it they stand without seats, the lower level first (R9)."""
    from lapel.journey.review.queries import rationales

    stage.submitted()
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, {"plans": "almost", "waits": "yes", "extra": "yes"})
    assessment = actions.take_adjudication(person=stage.cast.gita)
    assert rationales(assessment) == []
    finish(assessment, "yes")
    (dispute,) = rationales(Assessment.objects.get(pk=assessment.pk))
    assert [str(each["level"]) for each in dispute["said"]] == ["Almost", "Yes"]
    assert again(assessment.case).state == State.ADJUDICATION


def test_nobody_scores_both_a_seat_and_the_dispute(stage: Stage) -> None:
    """A lead who scored a case is not offered its adjudication (R9)."""
    stage.appoint(stage.cast.gita)
    stage.submitted()
    lock(stage.cast.gita, "yes")
    lock(stage.cast.ben, "not_yet")
    assert actions.take_adjudication(person=stage.cast.gita) is None


def test_an_adjudicator_who_writes_no_note_is_concluded_by_the_clock(stage: Stage) -> None:
    """Her levels are what the case waited for; it is decided when her lease ends."""
    case = stage.submitted()
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, "almost")
    finish(actions.take_adjudication(person=stage.cast.gita), "yes")
    with clock_at(now() + 9 * HOUR):
        deliver_all()
    assert Decision.objects.get(case=case).outcome == "earned"


def disputed(stage: Stage) -> CaseType:
    case = stage.submitted()
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, {"plans": "almost", "waits": "yes", "extra": "yes"})
    return case


def test_a_dispute_that_is_not_finished_in_time_waits_for_a_lead_again(stage: Stage) -> None:
    """An adjudicator's lease ends like any other; the case goes back to `discrepant`."""
    case = disputed(stage)
    mine = actions.take_adjudication(person=stage.cast.gita)
    with clock_at(now() + 9 * HOUR):
        deliver_all()
        assert again(case).state == State.DISCREPANT
        assert announced("SeatOffered")[-1]["work"] == "adjudication"
        assert actions.take_adjudication(person=stage.cast.gita).pk == mine.pk
        actions.hand_back(person=stage.cast.gita, assessment_id=mine.pk)
        back = actions.take_kept(person=stage.cast.gita, assessment_id=mine.pk)
        assert (back.pk, back.seat) == (mine.pk, Seat.ADJUDICATOR)


@pytest.mark.parametrize(
    ("reason", "state"), [("language", State.DISCREPANT), ("too_short", State.RETURNED)]
)
def test_an_adjudicator_who_cannot_judge_sends_the_case_on(
    stage: Stage, reason: str, state: State
) -> None:
    """For language to another lead, for the rest back to pre-check (R6); never to her again."""
    case = disputed(stage)
    adjudicate(stage.cast.gita, {"plans": f"cannot_judge/{reason}"})
    assert again(case).state == state
    assert actions.take_adjudication(person=stage.cast.gita) is None


def test_an_adjudicators_worry_about_privacy_holds_the_case(stage: Stage) -> None:
    """Settled as unfounded, the dispute waits for another lead; both scores stay locked."""
    case = disputed(stage)
    finish(actions.take_adjudication(person=stage.cast.gita), {"plans": "cannot_judge/privacy"})
    assert again(case).state == State.HOLD_PRIVACY
    actions.settle_hold(
        person=stage.cast.gita,
        case_id=case.pk,
        remedy=actions.Remedy.ANOTHER_ASSESSOR,
        words="It is the author's name on a book.",
    )
    assert again(case).state == State.DISCREPANT
    assert case.assessments.filter(locked_at__isnull=False, ended_at__isnull=True).count() == 2


def test_a_withdrawn_dispute_is_not_concluded(stage: Stage) -> None:
    """What the teacher took back gets no decision, by the adjudicator nor by the clock."""
    case = disputed(stage)
    mine = finish(actions.take_adjudication(person=stage.cast.gita), "yes")
    withdraw_submission(person=stage.cast.amina, submission_id=case.submission_id)
    with pytest.raises(actions.Refusal, match="taken out of assessment"):
        actions.conclude_adjudication(person=stage.cast.gita, assessment_id=mine.pk)
    with clock_at(now() + 9 * HOUR):
        actions.expire_lease(assessment_id=mine.pk)
        deliver_all()
    assert again(case).state == State.WITHDRAWN
    assert not Decision.objects.exists()


def test_a_note_for_the_letter_is_brief(stage: Stage) -> None:
    """More than 5,000 letters are refused, and nothing is decided."""
    disputed(stage)
    mine = finish(actions.take_adjudication(person=stage.cast.gita), "yes")
    with pytest.raises(actions.Refusal, match="please be brief"):
        actions.conclude_adjudication(
            person=stage.cast.gita, assessment_id=mine.pk, note="x" * 5001
        )
    assert not Decision.objects.exists()


def test_a_case_takes_no_step_that_the_rules_do_not_know(stage: Stage) -> None:
    """The one writer of states refuses what the life cycle does not allow."""
    from lapel.journey.review.actions.moves import move

    case = stage.submitted()
    with pytest.raises(ValueError, match="cannot go from queued to decided"):
        move(case, to=State.DECIDED)


def test_kept_work_is_given_back_only_to_its_owner_and_only_while_free(stage: Stage) -> None:
    """Another's is nobody's; with a case in hand, or the seat taken, she is told so."""
    stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    with pytest.raises(PermissionDenied):
        actions.take_kept(person=stage.cast.bola, assessment_id=mine.pk)
    with pytest.raises(actions.Refusal, match="Finish or hand back"):
        actions.take_kept(person=stage.cast.ben, assessment_id=mine.pk)
    actions.hand_back(person=stage.cast.ben, assessment_id=mine.pk)
    stage.appoint(stage.cast.gita)
    actions.take_next(person=stage.cast.bola)
    actions.take_next(person=stage.cast.gita)
    with pytest.raises(actions.Refusal, match="took this one meanwhile"):
        actions.take_kept(person=stage.cast.ben, assessment_id=mine.pk)


def test_kept_work_that_is_on_hold_or_over_is_not_said_to_be_somebody_elses(stage: Stage) -> None:
    """Nobody took it: the teacher took it back, or a lead looks at it first."""
    case = stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    actions.hand_back(person=stage.cast.ben, assessment_id=mine.pk)
    withdraw_submission(person=stage.cast.amina, submission_id=case.submission_id)
    deliver_all()
    with pytest.raises(actions.Refusal, match="on hold, or over"):
        actions.take_kept(person=stage.cast.ben, assessment_id=mine.pk)


def test_a_hold_is_settled_with_a_reason(stage: Stage) -> None:
    """A lead says why, or nothing happens."""
    case = stage.submitted()
    lock(stage.cast.ben, {"plans": "yes", "waits": "yes", "extra": "cannot_judge/privacy"})
    with pytest.raises(actions.Refusal, match="Say in a sentence why"):
        actions.settle_hold(
            person=stage.cast.gita, case_id=case.pk, remedy=actions.Remedy.SEND_BACK, words=" "
        )


def test_the_decision_records_hash_stands_in_the_chain(stage: Stage) -> None:
    """R18: an award comes only after the record's hash stands in the log."""
    from lapel.journey.record.queries import history, sha256_of

    case = stage.submitted()
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, "yes")
    decision = Decision.objects.get(case=case)
    assert sha256_of(decision.record) == decision.record_hash
    entries = list(history("submission", case.submission_id))
    recorded = [entry for entry in entries if entry.action == "decision recorded"]
    assert [entry.facts for entry in recorded] == [{"record_hash": decision.record_hash}]
    states = [entry.facts["to"] for entry in entries if entry.action == "state changed"]
    assert states == ["queued", "in_review", "agreed", "decided"]


# --- R4: assignment ---


def test_the_oldest_clock_comes_first(stage: Stage) -> None:
    """The case that waits longest is offered first (R4)."""
    cast = stage.cast
    from cast import belongs, person
    from review.stage import enrol

    first = stage.submitted()
    other = person("Sana")
    belongs(other, cast.elsewhere, Role.TEACHER)
    with clock_at(now() + HOUR):
        submit(enrol(other, stage.version, cast.elsewhere))
    taken = actions.take_next(person=cast.ben)
    assert taken.case_id == first.pk


def test_taking_again_gives_what_she_holds(stage: Stage) -> None:
    """One open seat per assessor: a second click takes no second case."""
    stage.submitted()
    first = actions.take_next(person=stage.cast.ben)
    assert actions.take_next(person=stage.cast.ben).pk == first.pk
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize(
    ("place", "role"),
    [
        ("school", Role.ASSESSOR),
        ("school", Role.MENTOR),
        ("district", Role.ASSESSOR),
    ],
)
def test_whoever_stands_near_the_teacher_is_not_offered_her_work(
    stage: Stage, place: str, role: Role
) -> None:
    """Not the same school, nor her district's team, nor a mentor there (R4)."""
    from cast import belongs

    stage.submitted()
    belongs(stage.cast.ben, getattr(stage.cast, place), role)
    assert actions.take_next(person=stage.cast.ben) is None
    assert actions.take_next(person=stage.cast.bola) is not None


def test_a_former_mentor_is_not_offered_her_work_for_twelve_months(stage: Stage) -> None:
    """R22: who mentored a person cannot assess her for twelve months."""
    from cast import belongs

    stage.submitted()
    held = belongs(stage.cast.ben, stage.cast.school, Role.MENTOR)
    held.until = now().date() - timedelta(days=200)
    held.save()
    assert list(free_seats(stage.cast.ben)) == []
    held.until = now().date() - timedelta(days=400)
    held.save()
    assert len(list(free_seats(stage.cast.ben))) == 1


def test_a_mentor_she_asked_is_not_offered_her_work_for_twelve_months(stage: Stage) -> None:
    """R22, for a mentor from elsewhere whom she met about any of her drafts."""
    from lapel.journey.evidence.models import MentorMeeting

    case = stage.submitted()
    meeting = MentorMeeting.objects.create(
        draft=case.submission.draft, mentor=stage.cast.ben, asked_at=now() - timedelta(days=300)
    )
    assert list(free_seats(stage.cast.ben)) == []
    meeting.asked_at = now() - timedelta(days=366)
    meeting.save()
    assert len(list(free_seats(stage.cast.ben))) == 1


def test_a_designer_does_not_assess_what_she_wrote(stage: Stage) -> None:
    """Co-authors of the micro-credential are not offered its submissions (R4)."""
    from cast import belongs

    belongs(stage.cast.dara, stage.cast.college, Role.ASSESSOR)
    stage.appoint(stage.cast.dara)
    stage.submitted()
    assert actions.take_next(person=stage.cast.dara) is None


def test_an_assessor_cannot_score_her_own_evidence(stage: Stage) -> None:
    """A teacher who also assesses is never offered her own work (R4)."""
    from cast import belongs

    belongs(stage.cast.amina, stage.cast.college, Role.ASSESSOR)
    stage.appoint(stage.cast.amina)
    stage.submitted()
    assert actions.take_next(person=stage.cast.amina) is None


def test_only_the_appointed_for_this_language_are_offered_it(stage: Stage) -> None:
    """An appointment counts for one micro-credential, one language, and until its day (R4)."""
    cast = stage.cast
    swahili = publish(cast.college, cast.dara, slug="kusubiri", language="sw")
    from review.stage import enrol

    submit(enrol(cast.amina, swahili, cast.school))
    actions.appoint_assessor(
        person=cast.gita, microcredential=swahili.microcredential, assessor=cast.ben, language="en"
    )
    assert actions.take_next(person=cast.ben) is None
    actions.appoint_assessor(
        person=cast.gita, microcredential=swahili.microcredential, assessor=cast.ben, language="sw"
    )
    with clock_at(now() + timedelta(days=366)):
        assert list(free_seats(cast.ben)) == []
    assert actions.take_next(person=cast.ben) is not None


def test_the_daily_cap_ends_the_days_work(stage: Stage) -> None:
    """After as many locks as the cap says, nothing is offered until tomorrow (R4)."""
    stage.appoint(stage.cast.ben, daily_cap=1)
    stage.submitted()
    lock(stage.cast.ben, "yes")
    from cast import belongs, person
    from review.stage import enrol

    other = person("Sana")
    belongs(other, stage.cast.elsewhere, Role.TEACHER)
    submit(enrol(other, stage.version, stage.cast.elsewhere))
    assert actions.take_next(person=stage.cast.ben) is None
    with clock_at(now() + 24 * HOUR):
        assert actions.take_next(person=stage.cast.ben) is not None


def test_after_eight_hours_a_seat_is_free_again_and_scores_stay_hers(stage: Stage) -> None:
    """The lease ends by itself; her scores wait unseen and never count (R4)."""
    case = stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    score(mine, "yes")
    with clock_at(now() + 9 * HOUR):
        assert open_assessment(stage.cast.ben) is None
        deliver_all()
        assert [each["assessment_id"] for each in announced("LeaseExpired")] == [str(mine.pk)]
        lock(stage.cast.bola, "yes")
        assert again(case).state == State.IN_REVIEW
        back = actions.take_kept(person=stage.cast.ben, assessment_id=mine.pk)
        assert (back.pk, back.scores.count()) == (mine.pk, 3)
        actions.lock_assessment(person=stage.cast.ben, assessment_id=back.pk)
    assert again(case).state == State.DECIDED


def test_a_lease_that_is_over_is_not_hers_even_before_the_job_ran(stage: Stage) -> None:
    """Another may take the seat at once; the first can neither save nor lock."""
    stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    score(mine, "yes")
    actions.take_next(person=stage.cast.bola)
    stage.appoint(stage.cast.gita)
    with clock_at(now() + 8 * HOUR):
        assert actions.take_next(person=stage.cast.gita).seat == mine.seat
        with pytest.raises(actions.Refusal, match="time for this one is over"):
            actions.lock_assessment(person=stage.cast.ben, assessment_id=mine.pk)


def test_a_recusal_is_for_good_and_says_why(stage: Stage) -> None:
    """One click with a reason; the case is never offered to her again (R4)."""
    case = stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    with pytest.raises(actions.Refusal, match="why you step back"):
        actions.recuse(person=stage.cast.ben, assessment_id=mine.pk, reason="  ")
    actions.recuse(person=stage.cast.ben, assessment_id=mine.pk, reason="I know this lesson.")
    assert actions.take_next(person=stage.cast.ben) is None
    assert actions.take_next(person=stage.cast.bola).case_id == case.pk


def test_what_is_handed_back_may_be_taken_again(stage: Stage) -> None:
    """Handing back is no recusal: her scores stay and the case may come to her again."""
    stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    actions.hand_back(person=stage.cast.ben, assessment_id=mine.pk)
    assert open_assessment(stage.cast.ben) is None
    assert actions.take_next(person=stage.cast.ben).pk == mine.pk


def test_another_persons_seat_is_closed_to_her(stage: Stage) -> None:
    """Neither saving, locking nor leaving works on a seat that is not one's own."""
    stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    for act in (actions.lock_assessment, actions.hand_back, actions.conclude_adjudication):
        with pytest.raises(PermissionDenied):
            act(person=stage.cast.bola, assessment_id=mine.pk)


@pytest.mark.parametrize("who", ["amina", "elif_", "femi", "dara", "chipo"])
def test_only_assessors_take_work(stage: Stage, who: str) -> None:
    """Nobody without an assessor's role opens the queue; only a lead takes disputes."""
    stage.submitted()
    with pytest.raises(PermissionDenied):
        actions.take_next(person=getattr(stage.cast, who))
    with pytest.raises(PermissionDenied):
        actions.take_adjudication(person=stage.cast.ben)


# --- R6, R8: cannot judge ---


def test_one_who_cannot_judge_leaves_it_to_a_lead(stage: Stage) -> None:
    """R8: one 'cannot judge' → a lead decides, within one business day."""
    case = stage.submitted()
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, {"plans": "cannot_judge/unreadable", "waits": "yes", "extra": "yes"})
    held = again(case)
    assert held.state == State.HOLD_JUDGEMENT
    assert held.hold_until - now() < timedelta(days=5)
    assert [each["why"] for each in announced("CaseHeld")] == ["judgement"]
    actions.settle_hold(
        person=stage.cast.gita,
        case_id=case.pk,
        remedy=actions.Remedy.ANOTHER_ASSESSOR,
        words="It opens here.",
    )
    assert again(case).state == State.IN_REVIEW
    assert actions.take_next(person=stage.cast.bola) is None
    stage.appoint(stage.cast.gita)
    lock(stage.cast.gita, "yes")
    assert again(case).state == State.DECIDED


def test_a_lead_sends_back_to_pre_check_without_counting_an_attempt(stage: Stage) -> None:
    """R6: back to pre-check; the draft opens with the same criteria and counts nothing."""
    case = stage.submitted()
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, {"plans": "cannot_judge/too_short", "waits": "yes", "extra": "yes"})
    actions.settle_hold(
        person=stage.cast.gita,
        case_id=case.pk,
        remedy=actions.Remedy.SEND_BACK,
        words="The plan breaks off after a line.",
    )
    submission = Submission.objects.get(pk=case.submission_id)
    assert (again(case).state, submission.reopened) == (State.RETURNED, True)
    assert attempts_that_count(submission.draft) == 0
    assert len(announced("CaseReturned")) == 1


def test_two_who_cannot_read_the_evidence_send_it_back_at_once(stage: Stage) -> None:
    """R6: for all but language, back to pre-check."""
    case = stage.submitted()
    for who in (stage.cast.ben, stage.cast.bola):
        lock(who, {"plans": "yes", "waits": "cannot_judge/unreadable", "extra": "yes"})
    assert again(case).state == State.RETURNED


def test_two_who_lack_the_language_are_replaced_and_the_teacher_waits_for_others(
    stage: Stage,
) -> None:
    """R6: cannot judge for language → another assessor, never the teacher's burden."""
    case = stage.submitted()
    for who in (stage.cast.ben, stage.cast.bola):
        lock(who, {"plans": "yes", "waits": "cannot_judge/language", "extra": "yes"})
    assert again(case).state == State.IN_REVIEW
    assert list(free_seats(stage.cast.ben)) == []
    stage.appoint(stage.cast.gita)
    assert actions.take_next(person=stage.cast.gita).case_id == case.pk


def test_a_worry_about_privacy_holds_the_case_at_once(stage: Stage) -> None:
    """The other assessor's seat is paused; a lead decides before anyone looks again."""
    case = stage.submitted()
    other = actions.take_next(person=stage.cast.bola)
    lock(stage.cast.ben, {"plans": "yes", "waits": "yes", "extra": "cannot_judge/privacy"})
    assert again(case).state == State.HOLD_PRIVACY
    with pytest.raises(actions.Refusal, match="taken out of assessment"):
        score(other, "yes")
    actions.settle_hold(
        person=stage.cast.gita,
        case_id=case.pk,
        remedy=actions.Remedy.ANOTHER_ASSESSOR,
        words="It is the author's name on a book.",
    )
    assert actions.take_next(person=stage.cast.bola).pk == other.pk


@pytest.mark.parametrize("who", ["amina", "ben", "elif_", "ibrahim"])
def test_only_a_lead_of_its_organisation_decides_on_a_held_case(stage: Stage, who: str) -> None:
    """Neither teacher, assessor, programme lead nor administrator settles a hold."""
    case = stage.submitted()
    lock(stage.cast.ben, {"plans": "yes", "waits": "yes", "extra": "cannot_judge/privacy"})
    with pytest.raises(PermissionDenied):
        actions.settle_hold(
            person=getattr(stage.cast, who),
            case_id=case.pk,
            remedy=actions.Remedy.SEND_BACK,
            words="No.",
        )


# --- R12, R13, R15 ---


def test_a_resubmission_goes_to_one_first_assessor_and_one_new_one(stage: Stage) -> None:
    """R13; and only the open criteria are scored again (R12)."""
    case = stage.submitted()
    levels = {"plans": "almost", "waits": "yes", "extra": "yes"}
    lock(stage.cast.ben, levels)
    lock(stage.cast.bola, levels)
    second = submit(case.submission.draft, open_criteria=["plans"])
    mine = actions.take_next(person=stage.cast.ben)
    assert (mine.case_id, mine.seat) == (second.pk, Seat.FIRST)
    assert actions.take_next(person=stage.cast.bola) is None
    stage.appoint(stage.cast.gita)
    new = actions.take_next(person=stage.cast.gita)
    assert (new.case_id, new.seat) == (second.pk, Seat.SECOND)
    finish(mine, "yes")
    finish(new, "yes")
    decision = Decision.objects.get(case=second)
    assert decision.outcome == "earned"
    assert [each["how"] for each in decision.criteria] == ["same", "carried", "carried"]


def test_a_new_assessor_leaves_the_first_seat_to_the_earlier_ones(stage: Stage) -> None:
    """The seat of continuity waits for them, and is free to all once none can take it (R13)."""
    case = stage.submitted()
    lock(stage.cast.ben, "almost")
    lock(stage.cast.bola, "almost")
    submit(case.submission.draft)
    stage.appoint(stage.cast.gita)
    assert actions.take_next(person=stage.cast.gita).seat == Seat.SECOND
    from lapel.journey.review.queries import open_appointments

    for appointment in open_appointments().filter(person__in=[stage.cast.ben, stage.cast.bola]):
        actions.end_appointment(person=stage.cast.gita, appointment_id=appointment.pk)
    from cast import belongs

    belongs(stage.cast.hana, stage.cast.college, Role.ASSESSOR)
    stage.appoint(stage.cast.hana)
    assert actions.take_next(person=stage.cast.hana).seat == Seat.FIRST


def test_the_clock_runs_in_business_days_of_the_teachers_organisation(stage: Stage) -> None:
    """R15: target five, breach ten; a breach is announced once, to leads and teacher."""
    from lapel.journey.people.queries import business_deadline

    case = stage.submitted()
    start = case.submission.submitted_at
    assert case.target_at == business_deadline(stage.cast.school, start, 5)
    assert case.breach_at == business_deadline(stage.cast.school, start, 10)
    with clock_at(case.breach_at + HOUR):
        deliver_all()
        actions.breach_clock(case_id=case.pk)
    assert again(case).breached_at is not None
    assert len(announced("ClockBreached")) == 1


def test_a_decided_case_breaches_no_clock(stage: Stage) -> None:
    """The deadline's job finds nothing to do."""
    case = stage.submitted()
    lock(stage.cast.ben, "yes")
    lock(stage.cast.bola, "yes")
    with clock_at(case.breach_at + HOUR):
        deliver_all()
    assert announced("ClockBreached") == []


# --- withdrawal ---


def test_a_withdrawn_submission_leaves_the_desk(stage: Stage) -> None:
    """Withdrawal ends the case; an assessor at work is told and loses nothing that counts."""
    actions.withdraw_case(submission_id=stage.microcredential.pk)
    case = stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    withdraw_submission(person=stage.cast.amina, submission_id=case.submission_id)
    with pytest.raises(actions.Refusal, match="taken out of assessment"):
        score(mine, "yes")
    deliver_all()
    assert again(case).state == State.WITHDRAWN
    assert open_assessment(stage.cast.ben) is None
    actions.withdraw_case(submission_id=case.submission_id)


def test_a_second_delivery_opens_no_second_case(stage: Stage) -> None:
    """Opening is idempotent, and a submission withdrawn meanwhile gets none."""
    case = stage.submitted()
    assert actions.open_case(submission_id=case.submission_id).pk == case.pk
    assert Case.objects.count() == 1


# --- locking ---


def test_nothing_incomplete_is_locked(stage: Stage) -> None:
    """R11: each lower level needs a comment, a place and a next step before the lock."""
    stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    actions.save_score(
        person=stage.cast.ben,
        assessment_id=mine.pk,
        criterion="plans",
        base_revision=0,
        level="almost",
    )
    with pytest.raises(actions.Refusal, match="still missing"):
        actions.lock_assessment(person=stage.cast.ben, assessment_id=mine.pk)


def test_a_lock_is_for_good(stage: Stage) -> None:
    """After it neither saving, locking, leaving nor recusing changes anything."""
    stage.submitted()
    mine = lock(stage.cast.ben, "yes")
    with pytest.raises(actions.Refusal, match="locked"):
        score(mine, "not_yet")
    with pytest.raises(actions.Refusal, match="locked"):
        actions.recuse(person=stage.cast.ben, assessment_id=mine.pk, reason="Too late.")


# --- saving ---


def test_two_tabs_never_overwrite_each_other(stage: Stage) -> None:
    """A save on a stale revision is set aside; both are kept and she chooses."""
    stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    one = {"person": stage.cast.ben, "assessment_id": mine.pk, "criterion": "plans"}
    first = actions.save_score(**one, base_revision=0, level="yes", comment="From the first tab.")
    assert (first.score.revision, first.set_aside) == (1, None)
    repeat = actions.save_score(**one, base_revision=0, level="yes", comment="From the first tab.")
    assert (repeat.score.revision, repeat.set_aside) == (1, None)
    late = actions.save_score(**one, base_revision=0, level="almost", comment="From the second.")
    assert late.score.comment == "From the first tab."
    assert late.set_aside.body["comment"] == "From the second."
    chosen = actions.settle_set_aside(
        person=stage.cast.ben, set_aside_id=late.set_aside.pk, use=True
    )
    assert (chosen.comment, chosen.level, chosen.revision) == ("From the second.", "almost", 2)
    with pytest.raises(PermissionDenied):
        actions.settle_set_aside(person=stage.cast.ben, set_aside_id=late.set_aside.pk, use=False)


BAD_PLACES = [
    ({"source": "answer:overview.context", "quote": "words that she never wrote"}, "word for word"),
    ({"source": "answer:nowhere", "quote": "My class"}, "not in the evidence"),
    ({"source": "answer:overview.context", "seconds": 3}, "not a recording"),
    ({"source": "LESSON", "seconds": 301}, "not that long"),
    ({"source": "LESSON", "quote": "anything"}, "word for word"),
]


@pytest.mark.parametrize(("anchor", "sentence"), BAD_PLACES)
def test_a_place_must_stand_in_the_evidence(stage: Stage, anchor: dict, sentence: str) -> None:
    """Quotes match word for word; time codes lie within the recording (R11)."""
    case = stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    lesson = case.submission.draft.artefacts.get(slot="artefacts.lesson")
    anchor = anchor | {"source": anchor["source"].replace("LESSON", f"artefact:{lesson.pk}")}
    with pytest.raises(actions.Refusal, match=sentence):
        actions.save_score(
            person=stage.cast.ben,
            assessment_id=mine.pk,
            criterion="plans",
            base_revision=0,
            level="almost",
            anchors=[anchor],
        )


def test_quotes_from_documents_and_time_codes_are_kept(stage: Stage) -> None:
    """A document's own words and a moment of a recording are places."""
    case = stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    slots = {each.slot: f"artefact:{each.pk}" for each in case.submission.draft.artefacts.all()}
    saved = actions.save_score(
        person=stage.cast.ben,
        assessment_id=mine.pk,
        criterion="plans",
        base_revision=0,
        level="almost",
        anchors=[
            {"source": slots["artefacts.plan"], "quote": "pause for\nthree seconds"},
            {"source": slots["artefacts.lesson"], "seconds": 61.26},
        ],
    )
    assert saved.score.anchors == [
        {"source": slots["artefacts.plan"], "quote": "pause for three seconds"},
        {"source": slots["artefacts.lesson"], "seconds": 61.3},
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"criterion": "nothing"},
        {"level": "great"},
        {"level": "cannot_judge", "reason": "bored"},
        {"comment": "x" * 5001},
        {"anchors": [{"source": "answer:overview.context", "quote": "My class"}] * 21},
    ],
)
def test_a_score_outside_the_rubric_is_refused(stage: Stage, change: dict) -> None:
    """Unknown criteria, levels and reasons, and endless texts, are said no to in a sentence."""
    stage.submitted()
    mine = actions.take_next(person=stage.cast.ben)
    given = {"criterion": "plans", "level": "yes"} | change
    with pytest.raises(actions.Refusal):
        actions.save_score(person=stage.cast.ben, assessment_id=mine.pk, base_revision=0, **given)


# --- leading ---


def test_only_a_lead_of_the_organisation_appoints(stage: Stage) -> None:
    """Appointing and ending belong to the lead of the micro-credential's organisation."""
    from lapel.journey.review.queries import open_appointments

    cast = stage.cast
    for who in (cast.ben, cast.elif_, cast.ibrahim):
        with pytest.raises(PermissionDenied):
            actions.appoint_assessor(
                person=who, microcredential=stage.microcredential, assessor=cast.ben
            )
        with pytest.raises(PermissionDenied):
            actions.end_appointment(person=who, appointment_id=open_appointments().first().pk)
    with pytest.raises(actions.Refusal, match="Only an assessor"):
        stage.appoint(cast.femi)
    with pytest.raises(actions.Refusal, match="between 1 and 40"):
        stage.appoint(cast.ben, daily_cap=0)

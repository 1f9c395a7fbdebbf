"""The life of submissions as a state machine: any order of acts keeps the rules (R4 to R9, R21)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from lapel.domain.rubrics.levels import Criterion, Judgement, Level, Reason
from lapel.domain.rubrics.lifecycle import FINAL, State, may_follow
from lapel.domain.rubrics.resolution import Step, resolve
from lapel.journey.evidence.actions import withdraw_submission
from lapel.journey.evidence.models import Submission
from lapel.journey.evidence.policies import is_open as may_submit
from lapel.journey.people.models import Role
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import (
    chain_faults,
    clock_shift,
    history,
    parked_deliveries,
)
from lapel.journey.review import actions
from lapel.journey.review.models import Assessment, Case, Decision, Seat
from lapel.journey.review.queries import criteria_of, open_assessment, waits_for_conclusion
from review.stage import CRITERIA, enrol, score, submit

if TYPE_CHECKING:
    from lapel.journey.people.models import Person
    from review.stage import Stage

LEVELS = ["yes", "almost", "not_yet", "cannot_judge/too_short", "cannot_judge/language",
          "cannot_judge/privacy"]  # fmt: skip
plain = [dict.fromkeys(CRITERIA, level) for level in ("yes", "yes", "yes", "almost", "not_yet")]
levels = st.one_of(
    st.sampled_from(plain),
    st.sampled_from(plain),
    st.sampled_from(plain),
    st.fixed_dictionaries({key: st.sampled_from(LEVELS) for key in CRITERIA}),
)
who = st.sampled_from(["ben", "bola", "gita", "hana"])
teacher = st.integers(0, 1)


def in_state(*states: str) -> bool:
    return Case.objects.filter(state__in=states).exists()


class LifeCycle(RuleBasedStateMachine):
    """Two teachers, four assessors of whom one leads, and a clock."""

    stage: ClassVar[Stage]
    drafts: ClassVar[list]

    def __init__(self) -> None:
        super().__init__()
        self.world = transaction.atomic()
        self.world.__enter__()
        self.shift = clock_shift.set(clock_shift.get())

    def teardown(self) -> None:
        clock_shift.reset(self.shift)
        transaction.set_rollback(True)
        self.world.__exit__(None, None, None)

    def person(self, name: str) -> Person:
        found: Person = getattr(self.stage.cast, name)
        return found

    def held(self, name: str) -> Assessment | None:
        return open_assessment(self.person(name))

    @initialize()
    def both_submit(self) -> None:
        for draft in self.drafts:
            submit(draft)

    @rule(teacher=teacher)
    def submits_or_revises(self, teacher: int) -> None:
        draft = self.drafts[teacher]
        if may_submit(draft):
            decided = draft.submissions.filter(state="closed").exclude(outcome="sent_back")
            last = decided.order_by("-number").first()
            submit(draft, open_criteria=last.left_open if last else None)

    @rule(teacher=teacher, really=st.sampled_from([False] * 7 + [True]))
    def withdraws(self, teacher: int, really: bool) -> None:
        if not really:
            return
        last = self.drafts[teacher].submissions.order_by("-number").first()
        if last and last.state == Submission.State.QUEUED:
            withdraw_submission(person=last.person, submission_id=last.pk)

    @rule(first=levels, second=levels)
    def two_score(self, first: dict[str, str], second: dict[str, str]) -> None:
        self.work("bola", first)
        self.work("hana", second)

    @rule(name=who)
    def takes_the_next(self, name: str) -> None:
        actions.take_next(person=self.person(name))

    @rule(name=who, given=levels)
    def scores_and_locks(self, name: str, given: dict[str, str]) -> None:
        self.work(name, given)

    def work(self, name: str, given: dict[str, str]) -> None:
        mine = self.held(name) or actions.take_next(person=self.person(name))
        if mine is None or mine.locked_at:
            return
        try:
            score(mine, {key: given[key] for key in criteria_of(mine)})
            actions.lock_assessment(person=self.person(name), assessment_id=mine.pk)
        except actions.Refusal:
            assert mine.case.submission.state != Submission.State.QUEUED

    @rule(name=who, given=levels)
    def scores_some(self, name: str, given: dict[str, str]) -> None:
        mine = self.held(name)
        if mine and not mine.locked_at:
            try:
                score(mine, given)
            except actions.Refusal:
                assert mine.case.submission.state != Submission.State.QUEUED

    @rule(name=who, for_good=st.booleans())
    def leaves(self, name: str, for_good: bool) -> None:
        mine = self.held(name)
        if mine is None or mine.locked_at:
            return
        try:
            if for_good:
                actions.recuse(
                    person=self.person(name), assessment_id=mine.pk, reason="I know the class."
                )
            else:
                actions.hand_back(person=self.person(name), assessment_id=mine.pk)
        except actions.Refusal:
            assert mine.case.submission.state != Submission.State.QUEUED

    @precondition(lambda _self: in_state("discrepant"))
    @rule()
    def a_lead_takes_the_dispute(self) -> None:
        actions.take_adjudication(person=self.person("gita"))

    @precondition(lambda _self: in_state("adjudication"))
    @rule(note=st.sampled_from(["", "One page more will do."]))
    def a_lead_concludes(self, note: str) -> None:
        mine = self.held("gita")
        if mine and waits_for_conclusion(mine):
            try:
                actions.conclude_adjudication(
                    person=self.person("gita"), assessment_id=mine.pk, note=note
                )
            except actions.Refusal:
                assert mine.case.submission.state != Submission.State.QUEUED

    @precondition(lambda _self: in_state("hold_privacy", "hold_judgement"))
    @rule(remedy=st.sampled_from(actions.Remedy))
    def a_lead_decides_on_what_is_held(self, remedy: actions.Remedy) -> None:
        for case in Case.objects.filter(state__in=["hold_privacy", "hold_judgement"]):
            if case.submission.state == Submission.State.QUEUED:
                actions.settle_hold(
                    person=self.person("gita"), case_id=case.pk, remedy=remedy, words="Seen."
                )

    @rule(hours=st.sampled_from([1, 9, 30]))
    def time_passes(self, hours: int) -> None:
        clock_shift.set(clock_shift.get() + timedelta(hours=hours))
        deliver_all()

    @rule()
    def jobs_run(self) -> None:
        deliver_all()

    @invariant()
    def nobody_holds_two_seats(self) -> None:
        open_ = Assessment.objects.filter(locked_at__isnull=True, ended_at__isnull=True)
        holders = list(open_.values_list("assessor", flat=True))
        assert len(holders) == len(set(holders))

    @invariant()
    def decisions_are_what_the_rules_say(self) -> None:
        for decision in Decision.objects.select_related("case__version"):
            seats = {
                each.seat: each
                for each in decision.case.assessments.filter(
                    locked_at__isnull=False, ended_at__isnull=True
                )
            }
            assert {Seat.FIRST, Seat.SECOND} <= set(seats)
            assert len({each.assessor_id for each in seats.values()}) == len(seats)
            found = resolve(
                [Criterion(key, key != "extra") for key in CRITERIA],
                *(judged(seats[seat]) for seat in (Seat.FIRST, Seat.SECOND)),
                adjudicated=judged(seats[Seat.ADJUDICATOR]) if Seat.ADJUDICATOR in seats else None,
                carried=set(CRITERIA) - set(decision.case.open_criteria),
            )
            assert (found.step, found.outcome) == (Step.DECIDE, decision.outcome)

    @invariant()
    def no_stage_is_skipped(self) -> None:
        for case in Case.objects.all():
            before = ""
            for entry in history("submission", case.submission_id):
                if entry.action != "state changed":
                    continue
                assert entry.facts["from"] == before
                after = State(entry.facts["to"])
                assert not before or may_follow(State(before), after)
                before = after
            assert before == case.state

    @invariant()
    def evidence_and_review_agree(self) -> None:
        for case in Case.objects.select_related("submission", "decision"):
            closed = case.submission.state == Submission.State.CLOSED
            assert closed == (case.state in {State.DECIDED, State.RETURNED})
            assert (case.ended_at is not None) == (case.state in FINAL)
            if case.state == State.DECIDED:
                assert case.submission.reopened == (case.decision.outcome != "earned")
                assert case.submission.outcome == case.decision.outcome
            if case.state == State.RETURNED:
                assert case.submission.outcome == Submission.Outcome.SENT_BACK

    @invariant()
    def the_chain_holds_and_no_job_is_parked(self) -> None:
        assert chain_faults() == []
        assert not parked_deliveries().filter(receiver__startswith="review.").exists()


def judged(assessment: Assessment) -> dict[str, Judgement]:
    return {
        each.criterion: Judgement(Level(each.level), Reason(each.reason) if each.reason else None)
        for each in assessment.scores.all()
    }


def test_any_order_of_acts_keeps_the_rules(stage: Stage) -> None:
    """Submit, take, score, lock, lapse, recuse, adjudicate, decide, revise, withdraw, at random."""
    from cast import belongs, person

    cast = stage.cast
    belongs(cast.hana, cast.college, Role.ASSESSOR)
    for each in (cast.gita, cast.hana):
        stage.appoint(each)
    other = person("Sana")
    belongs(other, cast.elsewhere, Role.TEACHER)
    LifeCycle.stage = stage
    LifeCycle.drafts = [
        enrol(cast.amina, stage.version, cast.school),
        enrol(other, stage.version, cast.elsewhere),
    ]
    run_state_machine_as_test(
        LifeCycle,
        settings=settings(
            max_examples=15,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

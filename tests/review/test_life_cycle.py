"""The life of submissions as a state machine: any order of acts keeps the rules.

R4 to R9 of scoring, R12 of what carries over, R14 of appeals, R18's order of decision and award,
R21 of the record; and the holds: a worry, an inquiry, a talk before an award.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck
from hypothesis import settings as bounds
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from lapel.domain.rubrics.levels import Criterion, Judgement, Level, Reason
from lapel.domain.rubrics.lifecycle import FINAL, STOPPABLE, State, may_follow
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
    sha256_of,
)
from lapel.journey.review import actions
from lapel.journey.review.models import Appeal, Assessment, Case, Decision, Seat, VivaHold, VivaWish
from lapel.journey.review.queries import (
    appealable,
    criteria_of,
    has_open_appeal,
    open_assessment,
    waits_for_conclusion,
)
from review.stage import CRITERIA, enrol, score, submit

if TYPE_CHECKING:
    from lapel.journey.people.models import Person
    from review.stage import Stage

LEVELS = ["yes", "almost", "not_yet", "cannot_judge/too_short", "cannot_judge/language",
          "cannot_judge/privacy"]  # fmt: skip
plain = [dict.fromkeys(CRITERIA, level) for level in ("yes", "yes", "yes", "almost", "not_yet")]
Act = Callable[..., None]
levels = st.one_of(
    st.sampled_from(plain),
    st.sampled_from(plain),
    st.sampled_from(plain),
    st.fixed_dictionaries({key: st.sampled_from(LEVELS) for key in CRITERIA}),
)
who = st.sampled_from(["ben", "bola", "gita", "hana", "seb"])
teacher = st.integers(0, 1)


def where(*states: str) -> Callable[[Act], Act]:
    """Let an act do nothing unless a case is in one of these states.

    Not a precondition: which acts are drawn may not hang on lots that ids decide, or a sequence
    could not be played again.
    """

    def limited(act: Act) -> Act:
        @wraps(act)
        def acts(self: LifeCycle, **drawn: Any) -> None:
            if Case.objects.filter(state__in=states).exists():
                act(self, **drawn)

        return acts

    return limited


class LifeCycle(RuleBasedStateMachine):
    """Two teachers, five assessors of whom one leads, and a clock."""

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

    def last(self, teacher: int) -> Submission | None:
        found: Submission | None = self.drafts[teacher].submissions.order_by("-number").first()
        return found

    @rule(teacher=teacher, really=st.sampled_from([False] * 7 + [True]))
    def withdraws(self, teacher: int, really: bool) -> None:
        last = self.last(teacher) if really else None
        if last and last.state == Submission.State.QUEUED:
            try:
                withdraw_submission(person=last.person, submission_id=last.pk)
            except ValidationError:
                assert Appeal.objects.filter(case__submission=last).exists()

    @rule(teacher=teacher, more=st.booleans())
    @where("decided")
    def appeals(self, teacher: int, more: bool) -> None:
        last = self.last(teacher)
        case = Case.objects.filter(submission=last).first()
        if last is None or case is None:
            return
        allowed = appealable(case)
        contested = allowed if more else allowed[:1]
        try:
            actions.appeal_decision(
                person=last.person, submission_id=last.pk, criteria=contested, words="Look again."
            )
        except actions.Refusal:
            assert not allowed

    @rule(given=levels)
    @where("appeal")
    def somebody_hears_an_appeal(self, given: dict[str, str]) -> None:
        for name in ("ben", "bola", "hana", "seb"):
            self.work(name, given)

    @rule(teacher=teacher, really=st.sampled_from([False, False, True]))
    @where("appeal")
    def takes_her_appeal_back(self, teacher: int, really: bool) -> None:
        last = self.last(teacher) if really else None
        if last is not None:
            try:
                actions.take_back_appeal(person=last.person, submission_id=last.pk)
            except actions.Refusal:
                assert not Case.objects.filter(submission=last, state="appeal").exists()

    @rule(teacher=teacher, really=st.sampled_from([False, False, True]))
    def an_inquiry_stops_it(self, teacher: int, really: bool) -> None:
        last = self.last(teacher) if really else None
        if last is not None:
            before = Case.objects.filter(submission=last).first()
            stopped = actions.hold_for_integrity(submission_id=last.pk, why="Two plans.")
            assert stopped == bool(before and State(before.state) in STOPPABLE)

    @rule(outcome=st.sampled_from(["cleared", "cleared", "upheld"]), counts=st.booleans())
    @where("hold_integrity")
    def an_inquiry_ends(self, outcome: str, counts: bool) -> None:
        for case in Case.objects.filter(state="hold_integrity"):
            assert actions.release_integrity_hold(
                submission_id=case.submission_id, outcome=outcome, words="Seen.", counts=counts
            )

    @rule(teacher=teacher, really=st.sampled_from([False, False, True]))
    def a_lead_asks_for_a_talk(self, teacher: int, really: bool) -> None:
        last = self.last(teacher) if really else None
        if last is not None and Case.objects.filter(submission=last).exists():
            try:
                actions.ask_for_viva(
                    person=self.person("gita"), submission_id=last.pk, words="Two plans."
                )
            except actions.Refusal:
                case = Case.objects.get(submission=last)
                is_over = State(case.state) in FINAL or VivaHold.objects.filter(case=case).exists()
                assert is_over or VivaWish.objects.filter(draft=last.draft, met_at=None).exists()

    @rule()
    @where("hold_viva")
    def a_talk_is_over(self) -> None:
        for case in Case.objects.filter(state="hold_viva"):
            going = case.submission.state == Submission.State.QUEUED
            if going:
                assert actions.release_viva_hold(case_id=case.pk)

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

    @rule()
    @where("discrepant")
    def a_lead_takes_the_dispute(self) -> None:
        actions.take_adjudication(person=self.person("gita"))

    @rule(note=st.sampled_from(["", "One page more will do."]))
    @where("adjudication")
    def a_lead_concludes(self, note: str) -> None:
        mine = self.held("gita")
        if mine and waits_for_conclusion(mine):
            try:
                actions.conclude_adjudication(
                    person=self.person("gita"), assessment_id=mine.pk, note=note
                )
            except actions.Refusal:
                assert mine.case.submission.state != Submission.State.QUEUED

    @rule(remedy=st.sampled_from(actions.Remedy))
    @where("hold_privacy", "hold_judgement")
    def a_lead_decides_on_what_is_held(self, remedy: actions.Remedy) -> None:
        for case in Case.objects.filter(state__in=["hold_privacy", "hold_judgement"]):
            if case.submission.state == Submission.State.QUEUED:
                try:
                    actions.settle_hold(
                        person=self.person("gita"), case_id=case.pk, remedy=remedy, words="Seen."
                    )
                except actions.Refusal:
                    assert remedy is actions.Remedy.SEND_BACK
                    assert has_open_appeal(case)

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
    def who_waits_is_left_alone(self) -> None:
        """A worry, an inquiry or a talk: nobody scores meanwhile, and nothing is decided by it."""
        for case in Case.objects.filter(state__startswith="hold_"):
            assert not case.assessments.filter(locked_at=None, ended_at=None).exists()
            assert case.decision is None or has_open_appeal(case)

    @invariant()
    def a_talk_comes_once_and_only_before_an_award(self) -> None:
        for hold in VivaHold.objects.select_related("case"):
            if hold.case.decision is None:
                assert hold.case.state in {"hold_viva", "hold_integrity", "closed", "withdrawn"}
            else:
                assert hold.case.decisions.order_by("decided_at").first().outcome == "earned"

    @invariant()
    def appeals_are_heard_by_a_third_and_never_make_it_worse(self) -> None:
        for appeal in Appeal.objects.select_related("case__submission", "decision"):
            case, before = appeal.case, appeal.decision
            assert sha256_of(before.record) == before.record_hash
            later = case.submission.draft.submissions.filter(number__gt=case.submission.number)
            assert appeal.ended_at or not later.exists()
            for hearing in case.assessments.filter(seat=Seat.APPEAL):
                assert hearing.assessor_id != self.person("gita").pk
                other = Assessment.objects.filter(
                    case__submission__draft=case.submission.draft_id, assessor=hearing.assessor
                )
                assert (
                    not other.exclude(seat=Seat.APPEAL)
                    .filter(taken_at__lt=hearing.taken_at)
                    .exists()
                )
            if case.state != State.APPEAL_DECIDED:
                assert case.decision == before
                assert appeal.ending in ("", "taken_back", "stopped")
                continue
            assert appealed_right(case.decision, before, appeal.criteria)

    @invariant()
    def what_is_met_stays_met(self) -> None:
        for case in Case.objects.select_related("submission"):
            earlier = Decision.objects.filter(
                case__submission__draft=case.submission.draft_id,
                case__submission__number__lt=case.submission.number,
            )
            if earlier.exists() and case.decision:
                met = {
                    line["criterion"]
                    for line in earlier.latest("decided_at").criteria
                    if line["level"] == "yes"
                }
                now_ = {line["criterion"]: line["level"] for line in case.decision.criteria}
                carried = met - set(case.open_criteria)
                assert {now_[key] for key in carried} <= {"yes"}

    @invariant()
    def decisions_are_what_the_rules_say(self) -> None:
        for decision in Decision.objects.select_related("case__version"):
            if "appeal" in decision.record:
                continue  # an invariant of its own
            seats = {
                each.seat: each
                for each in decision.case.assessments.filter(
                    locked_at__isnull=False, ended_at__isnull=True
                )
            }
            assert {Seat.FIRST, Seat.SECOND} <= set(seats)
            assert len({each.assessor_id for each in seats.values()}) == len(seats)
            assert not VivaHold.objects.filter(case=decision.case, released_at=None).exists()
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
            assert closed == (case.state in FINAL - {State.WITHDRAWN})
            assert (case.ended_at is not None) == (case.state in FINAL)
            if case.state in (State.DECIDED, State.APPEAL_DECIDED):
                assert case.submission.reopened == (case.decision.outcome != "earned")
                assert case.submission.outcome == case.decision.outcome
            if case.state == State.RETURNED:
                assert case.submission.outcome == Submission.Outcome.SENT_BACK

    @invariant()
    def the_chain_holds_and_no_job_is_parked(self) -> None:
        assert chain_faults() == []
        assert not parked_deliveries().filter(receiver__startswith="review.").exists()


# By R6's order; what nobody could judge is below all that was judged.
HEIGHT = {"cannot_judge": -1, "not_yet": 0, "almost": 1, "yes": 2}


def appealed_right(after: Decision, before: Decision, contested: list[str]) -> bool:
    """Tell whether an appeal came to what R14 and R7 say, worked out from its records alone.

    A contested criterion has the higher of its level and the third assessor's, every other its
    own; the outcome is the lowest of what is required.
    """
    was, became = (
        {line["criterion"]: line["level"] for line in each.criteria} for each in (before, after)
    )
    hearing = after.case.assessments.get(
        seat=Seat.APPEAL, locked_at__isnull=False, ended_at__isnull=True
    )
    said = {each.criterion: each.level for each in hearing.scores.all()}
    assert set(said) == set(contested)
    expected = {
        key: max(level, said.get(key, level), key=HEIGHT.__getitem__) for key, level in was.items()
    }
    lowest = min((expected[key] for key in ("plans", "waits")), key=HEIGHT.__getitem__)
    outcome = {"yes": "earned", "almost": "almost"}.get(lowest, "not_yet")
    assert after.record["appeal"]["supersedes"] == before.record_hash
    return (became, after.outcome) == (expected, outcome)


def judged(assessment: Assessment) -> dict[str, Judgement]:
    return {
        each.criterion: Judgement(Level(each.level), Reason(each.reason) if each.reason else None)
        for each in assessment.scores.all()
    }


def staffed(stage: Stage) -> None:
    """Appoint two further assessors and the lead; of every two that score, a third may hear."""
    from cast import belongs, person

    cast: Any = stage.cast
    cast.seb = person("Seb")
    for each in (cast.hana, cast.seb):
        belongs(each, cast.college, Role.ASSESSOR)
    for each in (cast.gita, cast.hana, cast.seb):
        stage.appoint(each)


def test_any_order_of_acts_keeps_the_rules(stage: Stage, settings: object) -> None:
    """Submit, score, lapse, recuse, adjudicate, decide, revise, withdraw, appeal, hold, talk."""
    from cast import belongs, person

    cast = stage.cast
    settings.VIVA_SHARE = 0.3  # type: ignore[attr-defined]  # it is pytest-django's
    staffed(stage)
    other = person("Sana")
    belongs(other, cast.elsewhere, Role.TEACHER)
    LifeCycle.stage = stage
    LifeCycle.drafts = [
        enrol(cast.amina, stage.version, cast.school),
        enrol(other, stage.version, cast.elsewhere),
    ]
    run_state_machine_as_test(
        LifeCycle,
        settings=bounds(
            max_examples=15,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

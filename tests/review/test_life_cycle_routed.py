"""The life of submissions where one assessor scores first (R10) and work is scored again (R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck
from hypothesis import settings as bounds
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from cast import belongs, person
from lapel.domain.rubrics.levels import Criterion, Judgement, Level, Reason
from lapel.domain.rubrics.lifecycle import LOOK_OVER, Look, State, look_may_follow
from lapel.domain.rubrics.resolution import Step, resolve
from lapel.domain.rubrics.routing import resolve_alone
from lapel.journey.people.models import Role
from lapel.journey.record.queries import history
from lapel.journey.review import actions
from lapel.journey.review.models import Case, Decision, Seat, SecondLook
from lapel.journey.review.queries import waits_for_conclusion
from review.routed import measured
from review.stage import CRITERIA, enrol
from review.test_life_cycle import LifeCycle, staffed

if TYPE_CHECKING:
    import pytest

    from review.stage import Stage

RUBRIC = [Criterion(key, key != "extra") for key in CRITERIA]


def read(levels: dict[str, str]) -> dict[str, Judgement]:
    """Read levels of a record; why something could not be judged does not stand there."""
    return {
        key: Judgement(Level(level), Reason.TOO_SHORT if level == "cannot_judge" else None)
        for key, level in levels.items()
    }


class Routed(LifeCycle):
    """The same, on an established micro-credential, with second looks."""

    @rule()
    def something_is_scored_again(self) -> None:
        for case in Case.objects.filter(state="decided"):
            try:
                actions.score_again(case_id=case.pk, why="A drift.")
            except actions.Refusal:
                assert case.assessments.filter(seat=Seat.SECOND).exists() or (
                    case.submission.draft.submissions.filter(number__gt=case.submission.number)
                )

    @rule()
    def a_lead_takes_any_dispute(self) -> None:
        actions.take_adjudication(person=self.person("gita"))

    @rule()
    def a_lead_concludes_a_look(self) -> None:
        mine = self.held("gita")
        if mine and mine.case.look_state and waits_for_conclusion(mine):
            actions.conclude_adjudication(
                person=self.person("gita"), assessment_id=mine.pk, note=""
            )

    @rule(keep=st.booleans())
    def a_lead_settles_a_lower_outcome(self, keep: bool) -> None:
        for case in Case.objects.filter(look_state="for_a_lead"):
            actions.settle_look(
                person=self.person("gita"), case_id=case.pk, keep=keep, words="Seen."
            )

    @invariant()
    def decisions_are_what_the_rules_say(self) -> None:
        """Each by its own record: one scoring alone, or two, and a lead's where they differ."""
        for decision in Decision.objects.select_related("case__route"):
            if "appeal" in decision.record:
                continue  # an invariant of its own
            said = {each["seat"]: read(each["levels"]) for each in decision.record["judgements"]}
            carried = set(CRITERIA) - set(decision.case.open_criteria)
            if set(said) == {Seat.FIRST}:
                assert decision.case.route.is_single
                found = resolve_alone(RUBRIC, said[Seat.FIRST], carried=carried)
            else:
                assert {Seat.FIRST, Seat.SECOND} <= set(said)
                found = resolve(
                    RUBRIC,
                    said[Seat.FIRST],
                    said[Seat.SECOND],
                    adjudicated=said.get(Seat.ADJUDICATOR),
                    carried=carried,
                )
            assert (found.step, found.outcome) == (Step.DECIDE, decision.outcome)

    @invariant()
    def nobody_scores_a_case_twice_and_no_second_seat_comes_before_a_first_lock(self) -> None:
        for case in Case.objects.select_related("route"):
            seats = case.assessments.filter(ended_at__isnull=True, locked_at__isnull=False)
            assert len({each.assessor_id for each in seats}) == len(seats)
            if case.assessments.filter(seat=Seat.SECOND).exists():
                assert case.route.wants_two or case.looks.exists()

    @invariant()
    def a_second_look_goes_its_ways_and_a_lower_outcome_comes_from_a_lead(self) -> None:
        for look in SecondLook.objects.select_related("case", "decision"):
            steps = [
                (Look(each.facts["look_from"]), Look(each.facts["look_to"]))
                for each in history("submission", look.case.submission_id)
                if each.facts.get("look") == str(look.pk) and "look_to" in each.facts
            ]
            assert all(look_may_follow(before, after) for before, after in steps)
            over = Look(look.state) in LOOK_OVER
            assert (look.ended_at is not None) == over
            assert over or look.case.look_state == look.state
            # an appeal is looked at instead
            assert look.case.state == State.DECIDED or over
            if look.state == Look.WORSE:
                assert look.settled_by_id == self.person("gita").pk
                assert look.words


def test_r10_and_r17_any_order_of_acts_keeps_the_rules_where_one_scores_first(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    """Single decisions, second seats for a reason, second looks and their ends, at random."""
    monkeypatch.setattr("lapel.journey.review.queries.routing.PILOT", 0)
    # The card stays as it is given: one decided case more would undo it.
    monkeypatch.setattr(
        "lapel.journey.review.receivers.actions.measure_reliability", lambda **_named: None
    )
    cast = stage.cast
    settings.VIVA_SHARE = 0.3  # type: ignore[attr-defined]  # it is pytest-django's
    staffed(stage)
    measured(stage)
    other = person("Sana")
    belongs(other, cast.elsewhere, Role.TEACHER)
    Routed.stage = stage
    Routed.drafts = [
        enrol(cast.amina, stage.version, cast.school),
        enrol(other, stage.version, cast.elsewhere),
    ]
    run_state_machine_as_test(
        Routed,
        settings=bounds(
            max_examples=12,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

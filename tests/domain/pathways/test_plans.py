"""A plan in its order, what each step does in it, and a step put to the question."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from lapel.domain.pathways import (
    Belief,
    Demand,
    Module,
    Turning,
    Why,
    argued,
    changes,
    plan_at_once,
    plan_of,
)
from lapel.domain.pathways.optimum import chosen_at_best

from .designs import large, module, problem, small, worth

THREE = module("a", 10, T01=0.5), module("b", 10, "a", T02=0.8), module("c", 5, T03=0.3)


@given(small())
def test_prerequisites_always_come_first_and_everything_adds_up(given):
    """Whatever she decided."""
    plan = plan_at_once(given)
    for at, key in enumerate(plan.keys):
        assert set(given.before(key)) <= set(plan.keys[:at])
    for name, need in given.needs.items():
        assert plan.covered(name) <= need + 1e-9
    assert plan.hours == pytest.approx(sum(each.hours for each in plan.steps))
    assert plan.hours_over == 0
    assert plan.worth == pytest.approx(
        sum(given.wanted[name].weight * plan.covered(name) for name in given.needs)
    )


def test_a_step_says_what_it_covers_opens_and_counts_for():
    """The explanation is the objective, term by term."""
    demand = Demand("renewal", 12, {"a": 10, "b": 5})
    plan = plan_at_once(problem(*THREE, demands=(demand,)))
    assert plan.keys == ("a", "b", "c")
    first, second, _third = plan.steps
    assert first.covers == pytest.approx({"T01": 0.5})
    assert (first.opens, first.for_steps) == (("b",), ("b",))
    assert (first.counts, second.counts) == ({"renewal": 10}, {"renewal": 2})
    assert (plan.credits, plan.missing) == ({"renewal": 12}, {})


def test_what_cannot_be_met_is_said():
    """Fifteen of twenty credits are on offer."""
    demand = Demand("renewal", 20, {"a": 10, "b": 5})
    plan = plan_at_once(problem(*THREE, demands=(demand,)))
    assert plan.missing == {"renewal": 5}


def test_hours_over_are_said():
    """What is locked takes 20 of 12."""
    plan = plan_at_once(problem(*THREE, hours=12, locked=frozenset({"b"})))
    assert (plan.hours, plan.hours_over) == (20, 8)
    assert [each.is_locked for each in plan.steps] == [False, True]


def test_her_order_holds_as_far_as_prerequisites_allow():
    """c before b; and a goes with b, because b waits for it."""
    assert plan_at_once(problem(*THREE, order=("c", "b"))).keys == ("c", "a", "b")
    assert plan_at_once(problem(*THREE, order=("b", "c"))).keys == ("a", "b", "c")
    assert plan_at_once(problem(*THREE, order=("b", "a", "gone"))).keys == ("a", "b", "c")


def test_what_is_only_proved_covers_no_need():
    """She has it; its place in the plan is the credit."""
    given = problem(
        Module("a", 10, {"T01": 0.5}, cuts={"T01": 0.0}, proof_hours=2),
        beliefs={"T01": Belief(1.0, 1.0)},
        demands=(Demand("stack", 1, {"a": 1}),),
    )
    (step,) = plan_at_once(given).steps
    assert (step.is_proof, step.hours, step.covers, step.counts) == (True, 2, {}, {"stack": 1})
    assert argued(given, plan_at_once(given), "a").turning is None


def test_a_step_that_opens_what_she_holds_does_not_boast_of_it():
    """Only what is still to be had is opened."""
    given = problem(*THREE, held=frozenset({"b"}))
    assert plan_at_once(given).step("a").opens == ()


def test_the_alternative_is_what_solving_again_finds():
    """Without a: its place is taken by d, b goes with it, and the whole loses what they covered."""
    spare = module("d", 8, T01=0.2)
    given = problem(*THREE, spare, hours=25)
    plan = plan_at_once(given)
    assert plan.keys == ("a", "b", "c")
    found = argued(given, plan, "a").alternative
    assert (found.instead, found.also_gone) == (("d",), ("b",))
    assert found.worth == pytest.approx(0.5 + 0.8 + 0.3 - 0.2 - 0.3)
    assert (found.hours, found.credits) == (12, {})


def test_an_alternative_to_what_is_locked_lets_go_of_what_builds_on_it():
    """Otherwise no plan would be without it."""
    given = problem(*THREE, locked=frozenset({"b", "c"}), demands=(Demand("s", 1, {"b": 1}),))
    found = argued(given, plan_at_once(given), "a").alternative
    assert (found.instead, found.also_gone, found.credits) == ((), ("b",), {"s": 1})


def test_a_turning_point_is_a_result_that_takes_the_step_out():
    """She stands a logit under her target; at a quarter under, ten hours do more elsewhere."""
    given = problem(module("a", 10, T01=1), module("b", 10, T02=0.3), hours=10)
    plan = plan_at_once(given)
    assert plan.keys == ("a",)
    assert argued(given, plan, "a").turning == Turning("T01", -0.25)


def test_no_result_takes_out_what_is_locked_or_adds_nothing():
    """What stays whatever she knows must not pretend to hang on it."""
    given = problem(module("a", T01=1), module("b", T01=0), locked=frozenset({"a", "b"}))
    plan = plan_at_once(given)
    assert argued(given, plan, "a").turning is None
    assert argued(given, plan, "b").turning is None


@pytest.mark.parametrize("mean", [-0.25, 0.0, 3.0])
def test_a_step_that_solving_today_would_not_choose_pretends_to_no_reason(mean):
    """More is known since it was planned: what comes instead is said, and no result is made up."""
    modules = module("a", 10, T01=1), module("b", 10, T02=0.3)
    beliefs = {"T01": Belief(mean, 0.01), "T02": Belief(-1, 0.01)}
    moved = problem(*modules, hours=10, beliefs=beliefs)
    covered = max(0.0, -mean)
    found = argued(moved, plan_of(moved, ("a",)), "a")
    assert (found.comes_again, found.turning) == (False, None)
    assert (found.alternative.instead, found.alternative.also_gone) == (("b",), ())
    assert found.alternative.worth == pytest.approx(covered - 0.3, abs=0.01)
    assert found.alternative.covers_more


def test_steps_that_only_the_optimum_has_are_not_argued_for_as_if_found_at_once():
    """Eight modules of which HiGHS takes m004, and what is at once takes m001 and m003 for it."""
    given = large(10, 8, 40)
    best, quick = plan_of(given, chosen_at_best(given)), plan_at_once(given)
    assert ({*best.keys} - {*quick.keys}, {*quick.keys} - {*best.keys}) == (
        {"m004"},
        {"m001", "m003"},
    )
    found = argued(given, best, "m004")
    assert (found.comes_again, found.turning) == (False, None)
    assert set(found.alternative.instead) == {"m001", "m003"}
    assert found.alternative.also_gone == ()
    lost = worth(given, {*best.keys})[1] - worth(given, {*quick.keys})[1]
    assert found.alternative.worth == pytest.approx(lost)
    assert lost > 0
    assert not found.alternative.covers_more


def test_steps_that_both_have_lose_what_they_do_and_not_what_the_ways_differ_by():
    """At once with it against at once without it, though the plan itself is from HiGHS."""
    given = large(10, 8, 40)
    best, quick = plan_of(given, chosen_at_best(given)), plan_at_once(given)
    for key in {*best.keys} & {*quick.keys}:
        found = argued(given, best, key)
        without = plan_at_once(replace(given, skipped=frozenset({key})))
        lost = worth(given, {*quick.keys})[1] - worth(given, {*without.keys})[1]
        assert found.comes_again
        assert found.alternative.worth == pytest.approx(lost)
        assert found.alternative.share == pytest.approx(lost / quick.worth)
        assert not {*found.alternative.instead} & {*best.keys, *quick.keys}


def test_a_turning_point_is_where_it_turns_and_takes_six_solves_at_most(monkeypatch):
    """At it the step is not chosen, a quarter of a logit under it it is; a page can wait for it."""
    solved = []

    def counted(given):
        solved.append(given)
        return plan_at_once(given)

    monkeypatch.setattr("lapel.domain.pathways.arguing.plan_at_once", counted)
    given = large(2, 20, 40)
    plan, counts, turned = plan_at_once(given), [], []
    for key in plan.keys:
        solved.clear()
        turned.append((key, argued(given, plan, key).turning))
        counts.append(len(solved))
    assert max(counts) == 6
    key, found = next(each for each in turned if each[1])
    sd = given.beliefs[found.competency].sd
    for mean, stays in ((found.mean, False), (found.mean - 0.25, True)):
        beliefs = {**given.beliefs, found.competency: Belief(mean, sd)}
        assert (key in plan_at_once(replace(given, beliefs=beliefs)).keys) == stays


def why(found):
    return {each.key: each.why for each in (*found.came, *found.went, *found.moved)}


def test_a_difference_accounts_for_every_step_of_both():
    """Nothing disappears silently."""
    given = problem(*THREE, module("d", T04=1), held=frozenset({"a"}))
    new = plan_at_once(given)
    found = changes(("x", "a", "c", "b"), given, new)
    told = {*found.kept, *(each.key for each in (*found.came, *found.went, *found.moved))}
    assert told == {"x", "a", "b", "c", "d"}
    assert why(found)["x"] is Why.RETIRED
    assert why(found)["a"] is Why.HELD
    assert why(found)["d"] is Why.COVERS
    assert not found.is_none


def test_the_same_plan_is_no_difference():
    """Then nothing is asked of her."""
    plan = plan_at_once(problem(*THREE))
    assert changes(plan.keys, problem(*THREE), plan).is_none
    assert changes((), problem(), plan_at_once(problem())).is_none


def test_why_steps_came():
    """Locked by her, required for credits, built on, or for what they cover."""
    base = module("e", T05=0), module("f", after="e", T05=0.5)
    given = problem(
        *THREE, *base, locked=frozenset({"c"}), demands=(Demand("renewal", 1, {"b": 1}),)
    )
    assert why(changes((), given, plan_at_once(given))) == {
        "a": Why.COVERS,
        "b": Why.REQUIRED,
        "c": Why.LOCKED,
        "e": Why.BUILT_ON,
        "f": Why.COVERS,
    }


def test_why_steps_went():
    """Mastered, skipped, closed by that, no longer needed, or the hours do more elsewhere."""
    mastered = Module("g", 10, {"T07": 0.5}, cuts={"T07": 0.0})
    given = problem(
        *THREE,
        mastered,
        module("h", T08=1),
        module("i", 40, T09=0.1),
        hours=5,
        skipped=frozenset({"a"}),
        beliefs={"T03": Belief(-1, 0.1), "T07": Belief(3, 0.5), "T09": Belief(-1, 0.1)},
    )
    assert why(changes("abghi", given, plan_at_once(given))) == {
        "a": Why.SKIPPED,
        "b": Why.CLOSED,
        "c": Why.COVERS,
        "g": Why.MASTERED,
        "h": Why.NO_NEED,
        "i": Why.WORTH_LESS,
    }


def test_why_steps_moved():
    """Hers, a prerequisite's, or by worth; and as few as can be are called moved."""
    ordered = problem(*THREE, order=("c",))
    assert why(changes("abc", ordered, plan_at_once(ordered))) == {"c": Why.ORDERED}
    free = problem(*THREE)
    assert plan_at_once(free).keys == ("a", "b", "c")
    assert why(changes("cab", free, plan_at_once(free))) == {"c": Why.WORTH}
    assert why(changes("bac", free, plan_at_once(free))) == {"a": Why.BEFORE}
    two = problem(module("a", 1, T01=0.5), module("b", 1, "a", T02=0.9), module("c", 1, T03=0.8))
    assert plan_of(two, {"a", "b", "c"}).keys == ("c", "a", "b")
    assert why(changes("acb", two, plan_of(two, {"a", "b", "c"}))) == {"c": Why.WORTH}

"""Where modules stand before a plan is made, and what stacks demand."""

from __future__ import annotations

import pytest

from lapel.domain.pathways import (
    Belief,
    Demand,
    Module,
    Standing,
    Wanted,
    chosen_at_once,
    demand_left,
    demands_of,
    fewest_hours,
)

from .designs import module, problem

GOOD = {"T01": Belief(2.0, 0.5), "T02": Belief(-1.0, 0.5)}


def proven(key: str, after: str = "", **more: float) -> Module:
    return Module(key, 10, {"T01": 0.5}, frozenset(after.split()), {"T01": 0.0}, **more)


def standing(given, key):
    return given.standings[key].value


@pytest.mark.parametrize("hours", [0, -1])
def test_a_module_takes_some_hours(hours):
    """Worth an hour would be without end."""
    with pytest.raises(ValueError, match="must take some hours"):
        module("a", hours)


def test_a_module_takes_nothing_away():
    """Gains are judgements, and a judgement below zero is a slip of the pen."""
    with pytest.raises(ValueError, match="cannot take anything away"):
        module("a", T01=-0.1)


def test_what_is_held_is_not_done_again():
    """Held opens what builds on it, and is never in a plan."""
    given = problem(module("a", T01=1), module("b", after="a", T01=1), held=frozenset({"a"}))
    assert [standing(given, key) for key in "ab"] == ["held", "open"]
    assert chosen_at_once(given) == {"b"}


def test_what_builds_on_something_skipped_is_closed_all_the_way():
    """A lock says what opens it; first it must be there."""
    given = problem(
        module("a", T01=1),
        module("b", after="a", T01=1),
        module("c", after="b", T01=1),
        skipped=frozenset({"a"}),
    )
    assert [standing(given, key) for key in "abc"] == ["skipped", "closed", "closed"]
    assert chosen_at_once(given) == frozenset()


def test_mastery_opens_what_is_skipped_or_not_yet_earned():
    """P(θ >= cut) >= .8 is as good as the credential for what comes after."""
    after = module("b", after="a", T02=1)
    for skipped in (frozenset(), frozenset({"a"})):
        given = problem(proven("a"), after, beliefs=GOOD, skipped=skipped)
        assert given.standings["b"] is Standing.OPEN
        assert given.before("b") == []
        assert chosen_at_once(given) == {"b"}


def test_what_is_mastered_is_left_out_and_marked():
    """Nobody is sent to learn what she can do."""
    given = problem(proven("a"), beliefs=GOOD)
    assert standing(given, "a") == "mastered"


def test_what_is_mastered_and_required_is_only_proved():
    """A stack asks for the credential; she spends the hours of the evidence, not of learning."""
    demand = Demand("stack", 1, {"a": 1})
    given = problem(
        proven("a", "z", proof_hours=3), module("z", T02=1), beliefs=GOOD, demands=(demand,)
    )
    assert standing(given, "a") == "to_prove"
    assert given.hours_of("a") == 3
    assert given.before("a") == []
    whole = problem(proven("a"), beliefs=GOOD, demands=(demand,), wanted={})
    assert whole.hours_of("a") == 10


def test_who_locks_what_she_has_mastered_does_it_in_full():
    """It is her plan: then nothing that builds on it runs ahead of it either."""
    given = problem(
        proven("a"), module("b", after="a", T02=1), beliefs=GOOD, locked=frozenset({"a"})
    )
    assert standing(given, "a") == "open"
    assert given.before("b") == ["a"]


def test_a_module_nobody_offers_holds_nobody_up():
    """A retired micro-credential cannot be earned any more."""
    assert problem(module("b", after="gone", T01=1)).before("b") == []


def test_a_module_without_a_cut_or_without_a_belief_is_never_mastered():
    """What nobody asked about is not known."""
    assert not problem(module("a", T01=1)).has_mastered("a")
    assert not problem(proven("a"), beliefs={}).has_mastered("a")


def test_a_target_nothing_is_known_about_asks_for_nothing():
    """Without a belief there is no gap to tell."""
    assert problem(module("a", T01=1), beliefs={}, wanted={"T01": Wanted(0)}).needs == {}


def test_what_is_locked_must_be_open():
    """Two decisions of hers stand against each other; the page asks which holds."""
    given = problem(module("a", T01=1), locked=frozenset({"a"}), skipped=frozenset({"a"}))
    with pytest.raises(ValueError, match="locked, but not open: a"):
        chosen_at_once(given)


def test_a_circle_is_refused():
    """The catalogue refuses it before; a plan must not run for ever."""
    given = problem(module("a", after="b", T01=1), module("b", after="a", T01=1))
    with pytest.raises(ValueError, match="circle"):
        chosen_at_once(given)


def test_credits_held_count_towards_a_demand():
    """What she has need not be earned twice."""
    given = problem(module("a", T01=1), held=frozenset({"a"}))
    assert demand_left(given, Demand("renewal", 30, {"a": 10})) == 20
    assert demand_left(given, Demand("renewal", 5, {"a": 10})) == 0


HOURS = {"a": 10.0, "b": 4.0, "c": 6.0, "d": 1.0}
NONE: frozenset[str] = frozenset()


def test_all_of_a_stack_is_one_demand():
    """Nested sums of all are one sum."""
    assert demands_of({"all": ["a", {"all": ["b", "c"]}]}, HOURS, NONE, "s") == [
        Demand("s", 3, {"a": 1, "b": 1, "c": 1})
    ]


def test_a_choice_is_a_demand_of_its_own():
    """Any two of three: two credits among them."""
    requires = {"all": ["a", {"at_least": 2, "of": ["b", "c", "d"]}]}
    assert demands_of(requires, HOURS, NONE, "s") == [
        Demand("s", 1, {"a": 1}),
        Demand("s: 1", 2, {"b": 1, "c": 1, "d": 1}),
    ]
    assert demands_of({"any": ["a", "b"]}, HOURS, NONE, "s") == [
        Demand("s: 1", 1, {"a": 1, "b": 1})
    ]
    assert demands_of("a", HOURS, NONE, "s") == [Demand("s", 1, {"a": 1})]


def test_a_choice_among_choices_is_settled_for_the_fewest_hours():
    """Either a, or b and c: both are ten hours, and d besides makes the first dearer."""
    requires = {"any": [{"all": ["a", "d"]}, {"all": ["b", "c"]}]}
    assert demands_of(requires, HOURS, NONE, "s") == [Demand("s", 2, {"b": 1, "c": 1})]
    assert demands_of(requires, HOURS, frozenset({"a"}), "s") == [Demand("s", 2, {"a": 1, "d": 1})]


def test_the_shortest_way_counts_what_is_missing_alone():
    """What nobody offers takes for ever."""
    assert fewest_hours({"at_least": 2, "of": ["a", "b", "c"]}, HOURS, NONE) == 10
    assert fewest_hours({"all": ["a", "b"]}, HOURS, frozenset({"a"})) == 4
    assert fewest_hours({"any": ["x", "c"]}, HOURS, NONE) == 6
    assert fewest_hours("x", HOURS, NONE) == float("inf")

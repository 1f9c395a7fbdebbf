"""Which question comes next: the widest doubt, or goals."""

from __future__ import annotations

import pytest

from lapel.domain.measurement.items import Bank, Item, information
from lapel.domain.measurement.posterior import after, before_any_answer
from lapel.domain.measurement.prior import prior_of
from lapel.domain.measurement.selecting import Rule, for_goals, widest_doubt

PRIOR = prior_of("abc", [[1, 0.6, 0.1], [0.6, 1, 0.1], [0.1, 0.1, 1]])
BANK = Bank(
    ("a", "b", "c"),
    tuple(
        Item(f"{name}{place}", name, slope, (place,))
        for name in "abc"
        for place, slope in ((-1.0, 1.0), (0.0, 1.0), (0.1, 0.5), (1.0, 1.0))
    ),
)
KEYS = tuple(BANK.by_key)


def test_the_competency_known_least_is_asked_about_by_its_most_telling_item() -> None:
    """After an answer on a, b is known a little and c least; nearest to a mean of 0 is c0.0."""
    known = after(before_any_answer(PRIOR), 0, BANK.by_key["a0.0"].table.logs[1])
    choice = widest_doubt(BANK, known, KEYS)
    assert choice is not None
    assert (choice.item, choice.competency, choice.rule) == ("c0.0", "c", Rule.WIDEST)
    assert choice.sd == max(known.sds)
    assert choice.among == 4


def test_the_reason_foretells_doubt_and_information() -> None:
    """What it is expected to tell is the information over the posterior; doubt falls by it."""
    choice = widest_doubt(BANK, before_any_answer(PRIOR), ["a0.0"])
    assert choice is not None
    weights = before_any_answer(PRIOR).weights(0)
    grid = BANK.by_key["a0.0"].table.information
    expected = sum(weight * each for weight, each in zip(weights, grid, strict=True))
    assert choice.information == pytest.approx(expected, abs=1e-8)
    assert choice.information < information(1.0, (0.0,), 0.0)
    assert choice.expected_sd == pytest.approx((1 / (1 + expected)) ** 0.5)


def test_a_tie_goes_to_the_first_of_the_bank() -> None:
    """Nobody is known at the start: the first competency, and of its equal items the first."""
    choice = widest_doubt(BANK, before_any_answer(PRIOR), KEYS)
    assert choice is not None
    assert choice.item == "a0.0"
    twins = Bank(("a",), (Item("x", "a", 1.0, (0.5,)), Item("y", "a", 1.0, (0.5,))))
    choice = widest_doubt(twins, before_any_answer(prior_of("a")), ("x", "y"))
    assert choice is not None
    assert choice.item == "x"


def test_where_nothing_is_open_nothing_is_chosen() -> None:
    """A session ends when what is open is used up."""
    assert widest_doubt(BANK, before_any_answer(PRIOR), ()) is None
    assert for_goals(BANK, before_any_answer(PRIOR), (), {"a": 1.0}) is None


def test_goals_ask_where_the_weighted_variances_fall_most() -> None:
    """With all weight on a, ask about a; if a has nothing open, b tells of it, and c does not."""
    start = before_any_answer(PRIOR)
    choice = for_goals(BANK, start, KEYS, {"a": 1.0})
    assert choice is not None
    assert (choice.competency, choice.rule) == ("a", Rule.GOALS)
    choice = for_goals(BANK, start, [key for key in KEYS if key[0] != "a"], {"a": 1.0})
    assert choice is not None
    assert choice.competency == "b"


def test_a_goal_chooses_what_lessens_the_sum_most_by_trial() -> None:
    """Weighted A-optimality beside the expected fall of each competency's best item, computed."""
    start, weights = before_any_answer(PRIOR), {"b": 1.0, "c": 0.4}

    def fall(key: str) -> float:
        choice = widest_doubt(BANK, start, [key])
        assert choice is not None
        place, told = "abc".index(key[0]), choice.information
        row = PRIOR.covariance[place]
        return sum(
            weight * row["abc".index(name)] ** 2 * told / (1 + told)
            for name, weight in weights.items()
        )

    choice = for_goals(BANK, start, KEYS, weights)
    assert choice is not None
    assert choice.item == max(KEYS, key=fall)

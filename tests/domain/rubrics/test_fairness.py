"""Fairness between groups: intervals as published, and nothing of few."""

from __future__ import annotations

import random
import uuid

import pytest

from lapel.domain.rubrics.fairness import FEWEST, Case, difference, groups_of, wilson


def cases(group: str, number: int, earned: int, *, agreed: float | None = None) -> list[Case]:
    """Make so many teachers of a group, of whom so many earned."""
    return [Case(group, uuid.uuid4(), place < earned, agreed) for place in range(number)]


def test_a_share_has_wilsons_interval() -> None:
    """Newcombe (1998), two proportions' parts: 56/70 is .6920 to .8770, 48/80 .4905 to .7004."""
    one, other = wilson(56, 70), wilson(48, 80)
    assert (one.low, one.high) == pytest.approx((0.6920, 0.8766), abs=6e-4)
    assert (other.low, other.high) == pytest.approx((0.4904, 0.7003), abs=6e-4)


def test_a_difference_has_newcombes_interval() -> None:
    """Newcombe (1998), table II, example (a), method 10: 56/70 less 48/80 is .0524 to .3339."""
    found = difference(wilson(56, 70), wilson(48, 80))
    assert found.value == pytest.approx(0.2)
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_fairness_shows_no_group_under_thirty_teachers() -> None:
    """Twenty-nine teachers, or thirty decisions of one, are withheld, and so is their number."""
    small = cases("small", FEWEST - 1, 10)
    one = uuid.uuid4()
    busy = [Case("busy", one, earned=True) for _each in range(FEWEST)]
    shown = {each.name: each for each in groups_of([*cases("large", 40, 20), *small, *busy])}
    for name in ("small", "busy"):
        assert shown[name].earned.persons is None
        assert shown[name].earned.share is None
        assert shown[name].earned.beside is None
    assert shown["large"].earned.persons == 40
    assert shown["large"].earned.share is not None
    assert shown["large"].earned.share.value == 0.5


def test_a_withheld_group_moves_no_figure_that_is_shown() -> None:
    """Else the shares of the others, taken from the differences, would tell of the few."""
    large = [*cases("a", 40, 20, agreed=0.8), *cases("b", 60, 45, agreed=0.7)]
    chance = random.Random(1)
    small = [Case("c", uuid.uuid4(), chance.random() < 0.1, 0.1) for _each in range(20)]
    with_few, without = groups_of([*large, *small]), groups_of(large)
    assert with_few[:2] == without


def test_alone_a_group_has_no_difference() -> None:
    """There is nobody to be beside."""
    found = groups_of(cases("a", 40, 20, agreed=0.5))[0]
    assert found.earned.beside is None
    assert found.agreed.beside is None
    assert found.agreed.share is not None
    assert found.agreed.share.value == 0.5


def test_agreement_is_withheld_by_itself() -> None:
    """Forty teachers, ten of them scored twice: the pass rate shows, the agreement does not."""
    mixed = [*cases("a", 30, 20), *cases("a", 10, 5, agreed=0.9)]
    found = groups_of(mixed)[0]
    assert found.earned.persons == 40
    assert found.agreed.persons is None
    assert found.agreed.share is None


def test_differences_are_to_the_other_groups_that_are_shown() -> None:
    """20 of 40 beside 45 of 60 is a quarter less, and agreement a tenth more."""
    first, second = groups_of([*cases("a", 40, 20, agreed=0.8), *cases("b", 60, 45, agreed=0.7)])
    assert first.earned.beside is not None
    assert second.earned.beside is not None
    assert first.agreed.beside is not None
    assert first.earned.beside.value == pytest.approx(-0.25)
    assert second.earned.beside.value == pytest.approx(0.25)
    assert first.agreed.beside.value == pytest.approx(0.1)

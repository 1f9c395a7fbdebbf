"""The doubt that routes work, beside what a normal distribution says of it."""

from __future__ import annotations

import random

import pytest

from lapel.domain.rubrics.levels import ORDER
from lapel.domain.rubrics.study.estimating import both_below
from lapel.domain.rubrics.study.routing import Router
from lapel.domain.rubrics.study.world import JUDGEMENTS, World

PLAIN = World(severity=0.0, halo=0.0, noise=0.5, cuts=(-1.0, 0.0), criteria=1)
NOT_YET, ALMOST, YES = ({"c0": JUDGEMENTS[place]} for place in range(len(ORDER)))


@pytest.fixture(scope="module")
def router() -> Router:
    return Router(PLAIN, [0.0, 0.5, 0.0], random.Random(1), samples=6000)


def test_after_one_scoring_the_doubt_is_that_of_two_normals(router: Router) -> None:
    """Seen and true quality correlate by 1/√(1 + noise²); yes is both above 0, given one is."""
    expected = both_below(0.0, 0.0, 1 / 1.25**0.5) / 0.5
    assert router.earned([YES], [0]) == pytest.approx(expected, abs=0.03)


def test_each_scoring_that_says_the_same_leaves_less_doubt(router: Router) -> None:
    """Two yes are surer than one, and yes and not yet leave it open."""
    once, twice = router.earned([YES], [0]), router.earned([YES, YES], [0, 2])
    assert 0.5 < once < twice
    assert 0.02 < router.earned([YES, NOT_YET], [0, 2]) < 0.6
    assert router.earned([NOT_YET], [0]) < router.earned([ALMOST], [0]) < 0.5


def test_a_yes_of_somebody_lenient_is_worth_less(router: Router) -> None:
    """Her leniency is known, so it is taken into account."""
    assert router.earned([YES], [1]) < router.earned([YES], [0]) - 0.03


def test_a_halo_makes_agreeing_criteria_worth_less() -> None:
    """Five yes by one assessor may be one mistake."""
    five = {f"c{number}": JUDGEMENTS[2] for number in range(5)}
    doubts = [
        Router(World(0.0, halo, 0.5), [0.0], random.Random(1), samples=2000).earned([five], [0])
        for halo in (0.0, 0.8)
    ]
    assert doubts[1] < doubts[0]

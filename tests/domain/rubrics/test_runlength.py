"""Run lengths of cumulative sums beside the tables that the textbooks print."""

from __future__ import annotations

import random
from math import inf
from statistics import NormalDist

import pytest

from lapel.domain.rubrics.runlength import Sum, as_seen

# D. C. Montgomery, Introduction to Statistical Quality Control, table 9.3 (after Lucas and Crosier,
# Technometrics 24, 1982): mean run of the two-sided sum with reference value 1/2.
MONTGOMERY = [
    (4, 0.0, 168), (4, 0.5, 26.6), (4, 1.0, 8.38), (4, 2.0, 3.34),
    (5, 0.0, 465), (5, 0.5, 38.0), (5, 1.0, 10.4), (5, 2.0, 4.01),
]  # fmt: skip


@pytest.mark.parametrize(("height", "shift", "published"), MONTGOMERY)
def test_mean_runs_are_those_of_the_table(height: float, shift: float, published: float) -> None:
    """Both sides together alarm at the sum of their rates."""
    sides = [Sum(height, NormalDist(moved - 0.5).cdf).average_run() for moved in (shift, -shift)]
    assert 1 / sum(1 / each for each in sides) == pytest.approx(published, rel=0.01)


def test_the_chance_of_an_alarm_is_what_a_simulation_counts() -> None:
    """Of 4,000 sums of increments that were seen, within 60 steps; three standard errors."""
    seen = [-1.5, -0.8, -0.8, -0.5, -0.3, -0.3, 0.1, 0.4, 1.3]
    chance, alarms = random.Random(7), 0
    for _sum in range(4000):
        height = 0.0
        for _step in range(60):
            height = max(0.0, height + chance.choice(seen) + chance.uniform(-0.05, 0.05))
            if height >= 3:
                alarms += 1
                break
    fine = as_seen((each + step / 1000, 1) for each in seen for step in range(-50, 51))
    assert Sum(3, fine).alarm_within(60) == pytest.approx(alarms / 4000, abs=0.024)


def test_longer_watching_means_more_false_alarms() -> None:
    """None in no step; more in a hundred than in ten."""
    watched = Sum(4, NormalDist(-0.5).cdf)
    assert watched.alarm_within(0) == pytest.approx(0)
    assert watched.alarm_within(10) < watched.alarm_within(100) < 1


def test_what_was_seen_is_counted_up_to_an_edge() -> None:
    """Two of four increments are at most 1."""
    below = as_seen([(3.0, 1), (1.0, 1), (0.0, 1), (2.0, 1)])
    assert [below(edge) for edge in (-1, 1, 1.5, 3)] == [0, 0.5, 0.5, 1]


def test_a_sum_that_only_falls_never_alarms() -> None:
    """Its mean run is without end."""
    falling = Sum(2, as_seen([(-1.0, 1), (-0.5, 3)]))
    assert falling.average_run() == inf
    assert falling.alarm_within(500) == pytest.approx(0)

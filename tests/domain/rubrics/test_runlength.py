"""Run lengths of cumulative sums beside the tables that the textbooks print."""

from __future__ import annotations

import random

import pytest

from lapel.domain.rubrics.runlength import Increment, Sum

# D. C. Montgomery, Introduction to Statistical Quality Control, table 9.3 (after Lucas and Crosier,
# Technometrics 24, 1982): mean run of the two-sided sum with reference value 1/2.
MONTGOMERY = [
    (4, 0.0, 168), (4, 0.5, 26.6), (4, 1.0, 8.38), (4, 2.0, 3.34),
    (5, 0.0, 465), (5, 0.5, 38.0), (5, 1.0, 10.4), (5, 2.0, 4.01),
]  # fmt: skip


@pytest.mark.parametrize(("height", "shift", "published"), MONTGOMERY)
def test_mean_runs_are_those_of_the_table(height: float, shift: float, published: float) -> None:
    """Both sides together alarm at the sum of their rates."""
    sides = [
        Sum(height, [Increment(1.0, moved - 0.5, 1.0)]).average_run() for moved in (shift, -shift)
    ]
    assert 1 / sum(1 / each for each in sides) == pytest.approx(published, rel=0.01)


def test_the_chance_of_an_alarm_is_what_a_simulation_counts() -> None:
    """Of 4,000 sums of two kinds of increments, within 60 steps; three standard errors."""
    kinds = [Increment(0.3, -0.4, 1.0), Increment(0.7, -0.3, 0.7)]
    chance, alarms = random.Random(7), 0
    for _sum in range(4000):
        height = 0.0
        for _step in range(60):
            kind = kinds[chance.random() < 0.7]
            height = max(0.0, height + chance.gauss(kind.mean, kind.spread))
            if height >= 3:
                alarms += 1
                break
    assert Sum(3, kinds).alarm_within(60) == pytest.approx(alarms / 4000, abs=0.024)


def test_longer_watching_means_more_false_alarms() -> None:
    """None in no step; more in a hundred than in ten."""
    watched = Sum(4, [Increment(1.0, -0.5, 1.0)])
    assert watched.alarm_within(0) == pytest.approx(0)
    assert watched.alarm_within(10) < watched.alarm_within(100) < 1

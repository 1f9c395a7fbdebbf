"""The study's model: what is seen of work, and what is true of it."""

from __future__ import annotations

import random
from statistics import NormalDist, fmean, pstdev

import pytest

from lapel.domain.rubrics.levels import ORDER, Level
from lapel.domain.rubrics.study.scenarios import SCENARIOS, WATCHED
from lapel.domain.rubrics.study.world import World, leniencies, qualities, scored, truth

CLEAR = World(severity=0.0, halo=0.0, noise=0.0)


def test_without_severity_halo_and_noise_everybody_sees_the_truth() -> None:
    """On the cut is above it."""
    quality = [-2.0, -1.4, -1.0, -0.65, 3.0]
    said = scored(CLEAR, quality, 0.0, random.Random(1))
    levels = [Level.NOT_YET, Level.ALMOST, Level.ALMOST, Level.YES, Level.YES]
    assert [each.level for each in said.values()] == levels
    assert said == truth(CLEAR, quality)
    assert list(said) == [each.key for each in CLEAR.rubric]


def test_a_shift_of_one_level_lifts_the_middle_level_over_the_line() -> None:
    """What just was almost is yes, and what just was not yet is almost."""
    said = scored(CLEAR, [-1.4, -1.5], CLEAR.one_level, random.Random(1))
    assert [each.level for each in said.values()] == [Level.YES, Level.ALMOST]


def test_quality_has_spread_one_and_correlates_as_said() -> None:
    """Of 4,000 pieces of work; three standard errors."""
    chance = random.Random(1)
    work = [qualities(CLEAR, chance) for _each in range(4000)]
    assert pstdev(each[0] for each in work) == pytest.approx(1, abs=0.034)
    assert fmean(each[0] * each[1] for each in work) == pytest.approx(0.6, abs=0.06)


def test_the_mean_level_is_what_many_scorings_come_to() -> None:
    """Of 3,000 scorings by different assessors, who see .3 too well beside their own severity."""
    world, chance = World(0.3, 0.3, 0.5), random.Random(2)
    means = []
    for _scoring in range(3000):
        leniency = 0.3 + chance.gauss(0, world.severity)
        said = scored(world, qualities(world, chance), leniency, chance)
        means.append(fmean(ORDER.index(each.level) for each in said.values()))
    assert world.mean_level(0.3) == pytest.approx(fmean(means), abs=0.04)
    assert World(0, 0, 0, cuts=(0.0, 1.0)).mean_level() == pytest.approx(
        0.5 + 1 - NormalDist().cdf(1)
    )


def test_a_world_has_as_many_leniencies_as_assessors() -> None:
    """Their spread is the severity."""
    drawn = leniencies(World(0.4, 0, 0, assessors=3000), random.Random(1))
    assert len(drawn) == 3000
    assert pstdev(drawn) == pytest.approx(0.4, abs=0.02)


def test_drift_is_looked_for_in_settings_that_there_are() -> None:
    """The study names them."""
    assert set(WATCHED) <= set(SCENARIOS)

"""R10: how long everything is scored twice, and what is known of assessors by then."""

from __future__ import annotations

import random
from statistics import fmean

import pytest

from lapel.domain.rubrics.study.calibrating import FEWEST, calibrated, known_leniency
from lapel.domain.rubrics.study.world import World, qualities, scored

SURE = World(severity=0.05, halo=0.05, noise=0.1, assessors=12)


def test_r10_assessors_who_agree_are_scored_singly_after_thirty() -> None:
    """Alpha's lower bound passes .667 at the first look."""
    found = calibrated(SURE, [0.0] * 12, random.Random(1))
    assert found.established == 30
    assert found.alpha.low is not None
    assert found.alpha.low >= 0.667
    assert found.kappa is not None
    assert found.kappa > 0.8
    assert found.known == (0.0,) * 12


def test_r10_where_alpha_never_gets_there_everything_stays_scored_twice() -> None:
    """Untrained assessors are looked at again and again, and never pass."""
    world = World(0.5, 0.5, 1.2, assessors=12)
    found = calibrated(world, [0.0] * 12, random.Random(1), sizes=(30, 120))
    assert found.established is None
    assert len(found.known) == 12
    assert any(each != 0 for each in found.known)


@pytest.mark.parametrize("leniency", [-0.6, 0.0, 0.6])
def test_an_assessors_leniency_is_estimated_from_her_levels(leniency: float) -> None:
    """From 60 scorings, the mean of 40 estimates; drawn a little towards 0."""
    world, chance = World(0.4, 0.2, 0.5), random.Random(4)
    estimates = [
        known_leniency(
            world,
            [scored(world, qualities(world, chance), leniency, chance) for _scoring in range(60)],
        )
        for _estimate in range(40)
    ]
    assert fmean(estimates) == pytest.approx(leniency, abs=0.17)


def test_too_few_scorings_say_nothing_of_an_assessor() -> None:
    """Fourteen are too few; and where all are alike there is nothing to know."""
    chance = random.Random(1)
    given = [scored(SURE, qualities(SURE, chance), 1.0, chance) for _each in range(FEWEST)]
    assert known_leniency(SURE, given[1:]) == 0.0
    assert known_leniency(World(0.0, 0.05, 0.1), given) == 0.0

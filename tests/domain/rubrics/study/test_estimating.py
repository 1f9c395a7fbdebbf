"""The model from a file of ratings: known correlations are found again."""

from __future__ import annotations

import random
from math import asin, pi

import pytest

from lapel.domain.rubrics.levels import ORDER
from lapel.domain.rubrics.ratings import Rating, Ratings
from lapel.domain.rubrics.study.estimating import NotEstimableError, both_below, estimated
from lapel.domain.rubrics.study.world import World, leniencies, qualities, scored


def file_of(world: World, *, artefacts: int, seed: int = 1) -> Ratings:
    """Simulate a file: two assessors on each artefact."""
    chance = random.Random(seed)
    lenient, ratings = leniencies(world, chance), []
    for artefact in range(artefacts):
        quality = qualities(world, chance)
        for who in chance.sample(range(world.assessors), 2):
            for criterion, said in scored(world, quality, lenient[who], chance).items():
                level = ORDER.index(said.level)
                ratings.append(Rating(f"w{artefact}", f"a{who}", criterion, level))
    return Ratings(tuple(ratings))


@pytest.mark.parametrize("correlation", [-0.9, -0.3, 0.0, 0.5, 0.95])
def test_the_quadrant_probability_is_sheppards(correlation: float) -> None:
    """W. F. Sheppard (1899): both below the mean with 1/4 + asin(r) / 2 pi."""
    expected = 0.25 + asin(correlation) / (2 * pi)
    assert both_below(0.0, 0.0, correlation) == pytest.approx(expected, abs=1e-7)


def test_independent_normals_multiply_and_equal_ones_are_one() -> None:
    """At 0 the product of both; near 1 the smaller; 1.96 is the 97.5th percentile."""
    assert both_below(1.959964, 1.959964, 0.0) == pytest.approx(0.975**2, abs=1e-6)
    assert both_below(1.959964, 0.0, 0.99) == pytest.approx(0.5, abs=1e-3)


def test_the_spreads_of_a_simulated_file_are_found_again() -> None:
    """Severity, halo, noise, what criteria share and the cuts, from 700 artefacts scored twice."""
    world = World(severity=0.4, halo=0.4, noise=0.6, common=0.6, criteria=3, assessors=60)
    found = estimated(file_of(world, artefacts=700)).world
    assert found.severity == pytest.approx(0.4, abs=0.12)
    assert found.halo == pytest.approx(0.4, abs=0.15)
    assert found.noise == pytest.approx(0.6, abs=0.12)
    assert found.common == pytest.approx(0.6, abs=0.12)
    assert found.cuts == pytest.approx(world.cuts, abs=0.15)
    assert found.criteria == 3


def test_with_one_criterion_halo_is_part_of_the_noise() -> None:
    """Nothing shows it, so it is 0; what criteria share cannot be told either."""
    found = estimated(file_of(World(0.3, 0.3, 0.6, criteria=1), artefacts=150))
    assert (found.world.halo, found.world.common) == (0.0, 0.0)
    assert found.correlations["together"] is None


def test_a_file_that_says_too_little_is_refused() -> None:
    """Under 20 artefacts scored twice, or without any agreement, there is no model."""
    few = file_of(World(0.3, 0.3, 0.6), artefacts=19)
    with pytest.raises(NotEstimableError, match="19 artefacts scored twice"):
        estimated(few)
    chance = random.Random(2)
    noise = [
        Rating(f"w{artefact}", who, "c", chance.randrange(3) if artefact else None)
        for artefact in range(200)
        for who in ("ben", "bola")
    ]
    with pytest.raises(NotEstimableError, match="no more than by chance"):
        estimated(Ratings(tuple(noise)))

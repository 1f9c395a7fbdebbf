"""Severity of assessors: recovered, with errors that keep their word, or honestly withheld."""

from __future__ import annotations

import random
from itertools import product
from math import exp, log, pi
from statistics import fmean, pstdev

import pytest

from lapel.domain.rubrics.marginal import Marginal
from lapel.domain.rubrics.matrices import inverse
from lapel.domain.rubrics.matrices import product as matrix_product
from lapel.domain.rubrics.rasch import expected_level, information, level_chances
from lapel.domain.rubrics.ratings import Rating, Ratings
from lapel.domain.rubrics.severity import (
    MOST_ASSESSORS,
    NotEstimableError,
    NotLinkedError,
    Severity,
    linked_groups,
    severities_of,
)

THRESHOLDS = (-0.8, 0.8)


def simulated(
    seed: int, *, works: int = 120, assessors: int = 10, scored: int = 2, spread: float = 0.5
) -> tuple[list[float], Ratings]:
    """Draw ratings by the model itself; gives the true severities beside their mean, too."""
    chance = random.Random(seed)
    severity = [chance.gauss(0, spread) for _assessor in range(assessors)]
    ratings = []
    for work in range(works):
        quality = chance.gauss(0, 1.5)
        for who in chance.sample(range(assessors), scored):
            for what in range(5):
                place = quality + 1.0 - 0.3 * (what - 2) - severity[who]
                level = chance.choices(range(3), level_chances(place, THRESHOLDS))[0]
                ratings.append(Rating(f"w{work:03}", f"a{who:02}", f"c{what}", level))
    mean = fmean(severity)
    return [each - mean for each in severity], Ratings(tuple(ratings))


def test_levels_are_as_likely_as_the_rating_scale_model_says() -> None:
    """At a threshold two neighbours are equally likely; by hand for two levels: the logistic."""
    chances = level_chances(0.8, THRESHOLDS)
    assert chances[1] == pytest.approx(chances[2])
    assert sum(chances) == pytest.approx(1)
    assert level_chances(1.0, [0.0])[1] == pytest.approx(1 / (1 + exp(-1)))
    assert level_chances(2000.0, THRESHOLDS) == pytest.approx([0, 0, 1])


def test_mean_and_information_are_those_of_the_levels() -> None:
    """Symmetric thresholds at their middle: mean 1, variance twice the chance of an end."""
    ends = level_chances(0.0, THRESHOLDS)[0]
    assert expected_level(0.0, THRESHOLDS) == pytest.approx(1)
    assert information(0.0, THRESHOLDS) == pytest.approx(2 * ends)


def test_the_likelihood_is_the_integral_over_quality() -> None:
    """Against a plain sum over 4,001 points of a normal density, for one work of two assessors."""
    given = [("b", "x", 2), ("b", "y", 1), ("c", "x", 2), ("c", "y", 0)]
    ratings = Ratings(tuple(Rating("w", who, what, level) for who, what, level in given))
    place = [0.3, -0.2, 0.5, -0.1, -0.7, log(1.3)]
    severity, difficulty = {"b": 0.3, "c": -0.2}, {"x": 0.5, "y": -0.1}
    whole = 0.0
    for step in range(4001):
        quality = (step - 2000) / 200
        chance = exp(-((quality / 1.3) ** 2) / 2) / (1.3 * (2 * pi) ** 0.5) / 200
        for who, what, level in given:
            chance *= level_chances(quality - difficulty[what] - severity[who], [-0.7, 0.7])[level]
        whole += chance
    assert Marginal(ratings).at(place).height == pytest.approx(log(whole), abs=1e-6)


def test_the_slope_is_that_of_the_likelihood() -> None:
    """Each part of the gradient against a difference of likelihoods."""
    _true, ratings = simulated(1, works=12, assessors=3)
    marginal = Marginal(ratings)
    place = [0.1 * (number % 5) - 0.2 for number in range(marginal.size)]
    slope = marginal.at(place).whole
    for number in range(marginal.size):
        ends = [
            marginal.at([v + way * (at == number) for at, v in enumerate(place)]).height
            for way in (-1e-5, 1e-5)
        ]
        assert slope[number] == pytest.approx((ends[1] - ends[0]) / 2e-5, abs=1e-4)


def test_severity_is_recovered_and_its_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """Of 80 true severities in ten simulated files 95 % intervals hold 89 to 99 per cent."""
    held, missed, told = 0, [], []
    for seed in range(10):
        true, ratings = simulated(seed, works=60, assessors=8)
        found = severities_of(ratings)
        for severity, each in zip(true, found.assessors.values(), strict=True):
            held += abs(each.logits - severity) < 1.96 * each.error
            missed.append(each.logits - severity)
            told.append(each.error)
    assert 71 <= held <= 79
    assert pstdev(missed) == pytest.approx(fmean(told), rel=0.15)


def test_the_rest_of_the_model_is_recovered_too() -> None:
    """Thresholds, difficulties and both spreads lie where the ratings were drawn from."""
    true, ratings = simulated(1, scored=6)
    found = severities_of(ratings)
    assert found.thresholds == pytest.approx(THRESHOLDS, abs=0.15)
    assert [*found.criteria.values()] == pytest.approx([-1.6, -1.3, -1.0, -0.7, -0.4], abs=0.45)
    assert found.quality == pytest.approx(1.5, rel=0.2)
    assert found.spread == pytest.approx(pstdev(true), rel=0.3)
    assert all(each.is_firm for each in found.assessors.values())


def test_where_nobody_is_more_severe_than_another_little_is_taken_for_severity() -> None:
    """Ten assessors without any: under .3 logits, which is what so few ratings leave open."""
    _true, ratings = simulated(3, spread=0.0)
    found = severities_of(ratings)
    assert found.spread < 0.3


def test_what_was_never_given_leaves_the_figures_finite() -> None:
    """A level nobody gave, an assessor who says yes to all, and one who could judge nothing."""
    _true, ratings = simulated(5, works=40, assessors=4)
    changed = [
        Rating(each.artefact, each.assessor, each.criterion, max(each.level or 0, 1))
        for each in ratings.ratings
        if each.assessor != "a03"
    ]
    kind = [Rating(f"w{work:03}", "kind", "c0", 2) for work in range(30)]
    gaps = [Rating(f"w{work:03}", "gap", "c0", None) for work in range(5)]
    gaps.append(Rating("nobody", "gap", "c0", None))
    found = severities_of(Ratings((*changed, *kind, *gaps)))
    assert found.assessors["kind"].logits < 0
    assert found.assessors["gap"].works == 0
    assert not found.assessors["gap"].is_firm
    assert all(abs(each.logits) < 5 for each in found.assessors.values())


def test_two_levels_are_the_simplest_scale() -> None:
    """With yes and no alone there is one threshold, and it is 0."""
    _true, ratings = simulated(6, works=40, assessors=3)
    halved = tuple(
        Rating(each.artefact, each.assessor, each.criterion, int((each.level or 0) > 1))
        for each in ratings.ratings
    )
    assert severities_of(Ratings(halved, ("no", "yes"))).thresholds == (0.0,)


def test_groups_that_share_no_work_are_not_compared() -> None:
    """Two pairs of assessors on different lessons: it is said which belong together."""
    ratings = Ratings(
        tuple(
            Rating(f"{pair}{work}", who, "c", work % 3)
            for pair, work in product(("ab", "cd"), range(15))
            for who in pair
        )
    )
    assert linked_groups(ratings) == [["a", "b"], ["c", "d"]]
    with pytest.raises(NotLinkedError, match="2 groups that share no work") as refused:
        severities_of(ratings)
    assert refused.value.groups == [["a", "b"], ["c", "d"]]


def test_one_shared_work_ties_groups_together() -> None:
    """A chain is enough: what a and d did not share, b and c did."""
    pairs = [("w1", "a"), ("w1", "b"), ("w2", "c"), ("w2", "d"), ("w3", "b"), ("w3", "c")]
    ratings = Ratings(tuple(Rating(work, who, "c", 1) for work, who in pairs))
    assert linked_groups(ratings) == [["a", "b", "c", "d"]]


def test_too_few_or_too_many_give_no_severity() -> None:
    """Under twenty works scored twice nothing is known; over a hundred it takes too long."""
    with pytest.raises(NotEstimableError, match="Insufficient data: 19 artefacts scored twice"):
        severities_of(simulated(1, works=19)[1])
    crowd = tuple(
        Rating(f"w{work}", f"a{work + way}", "c", 1)
        for work in range(MOST_ASSESSORS + 1)
        for way in (0, 1)
    )
    with pytest.raises(NotEstimableError, match="more than 100 assessors"):
        severities_of(Ratings(crowd))


def test_severity_is_firm_from_fifteen_works_and_under_an_error_of_35_hundredths() -> None:
    """ADAPTIVE: adjust only with so many scorings and so little doubt."""
    assert Severity(15, 1.0, 0.34).is_firm
    assert not Severity(14, 1.0, 0.1).is_firm
    assert not Severity(90, 1.0, 0.35).is_firm


def test_an_inverse_undoes_its_matrix_and_there_is_none_of_a_flat_one() -> None:
    """Times its inverse it is the unit matrix; a matrix of rank one has none."""
    matrix = [[4.0, 1.0, 0.5], [1.0, 3.0, 0.2], [0.5, 0.2, 2.0]]
    unit = matrix_product(matrix, inverse(matrix))
    for row, column in product(range(3), repeat=2):
        assert unit[row][column] == pytest.approx(float(row == column), abs=1e-12)
    with pytest.raises(ValueError, match="not positive definite"):
        inverse([[1.0, 1.0], [1.0, 1.0]])

"""The figures of a file of ratings: published tables, and what is left unsaid."""

from __future__ import annotations

import random

import pytest

from domain.rubrics.test_agreement import FLEISS, pairs, spread
from lapel.domain.rubrics.measuring import Report, measured
from lapel.domain.rubrics.ratings import Rating, Ratings
from lapel.domain.rubrics.reliability import FEWEST


def file_of(units: list[list[int]], *, levels: str, key: int | None = None) -> Ratings:
    """Write units as a file: one criterion, the assessors by their seats."""
    ratings = [
        Rating(f"work {number}", f"assessor {seat}", "c", level, key)
        for number, unit in enumerate(units)
        for seat, level in enumerate(unit)
    ]
    return Ratings(tuple(ratings), tuple(levels))


def report(ratings: Ratings) -> Report:
    """Compute the figures with few resamples."""
    return measured(ratings, chance=random.Random(1), resamples=60)


def test_two_assessors_give_gwets_published_figures() -> None:
    """Gwet's paradox table (118, 5, 2, 0): kappa -.0234 and AC1 .9408, each in its interval."""
    units = [list(pair) for pair in pairs([[118, 5], [2, 0]])]
    together = report(file_of(units, levels="01")).together
    assert (together.artefacts, together.units) == (125, 125)
    assert together.figures["cohen"].value == pytest.approx(-0.0234, abs=0.0005)
    ac1 = together.figures["ac1"]
    assert ac1.value == pytest.approx(0.9408, abs=0.0005)
    assert ac1.low is not None
    assert ac1.high is not None
    assert ac1.low < ac1.value < ac1.high


def test_many_assessors_give_fleiss_published_kappa_and_no_cohens() -> None:
    """His ten subjects, each twice over so that there are enough: .210."""
    found = report(file_of([spread(*counts) for counts in FLEISS] * 2, levels="01234"))
    assert found.together.figures["fleiss"].value == pytest.approx(0.210, abs=0.0005)
    assert not [name for name in found.together.figures if name.startswith("cohen")]
    assert found.by_criterion.keys() == {"c"}
    assert (found.against_key, found.by_assessor) == (None, {})


def test_a_file_with_too_few_scored_twice_gets_no_figure() -> None:
    """Nineteen artefacts scored twice and fifty scored once: n is 19, and no number."""
    units = [[0, 1]] * (FEWEST - 1) + [[1]] * 50
    together = report(file_of(units, levels="01")).together
    assert (together.artefacts, together.figures) == (FEWEST - 1, {})


def test_each_criterion_stands_for_itself() -> None:
    """Two agree on one criterion throughout and never on another; a third is scored too seldom."""
    ratings = [
        Rating(f"work {number}", assessor, criterion, (number + apart) % 2)
        for number in range(20)
        for criterion, apart_of in (("one", (0, 0)), ("two", (0, 1)), ("three", (0, 0)))
        if criterion != "three" or number < 3
        for assessor, apart in zip(("ben", "bola"), apart_of, strict=True)
    ]
    found = report(Ratings(tuple(ratings), ("no", "yes")))
    by_criterion = found.by_criterion
    assert by_criterion["one"].figures["exact"].value == 1.0
    assert by_criterion["two"].figures["exact"].value == 0.0
    assert by_criterion["two"].figures["cohen"].value == pytest.approx(-1.0)
    assert (by_criterion["three"].artefacts, by_criterion["three"].figures) == (3, {})
    assert (found.together.artefacts, found.together.units) == (20, 43)


def test_assessors_are_held_against_keys_from_25_ratings_on_5_anchors() -> None:
    """R16: one has five anchors of five criteria, one level off on every fifth; one has four."""
    ratings = [
        Rating(f"anchor {anchor}", assessor, f"c{line}", max(0, line % 3 - (line == 4)), line % 3)
        for assessor, anchors in (("ben", 5), ("bola", 4))
        for anchor in range(anchors)
        for line in range(5)
    ]
    found = report(Ratings((*ratings, Rating("anchor 0", "ben", "gap", None, 2))))
    ben = found.by_assessor["ben"]
    assert (ben.artefacts, ben.units) == (5, 25)
    assert (ben.figures["exact"].value, ben.figures["adjacent"].value) == (0.8, 1.0)
    assert found.by_assessor["bola"].figures == {}
    assert found.against_key is not None
    assert found.against_key.units == 45

"""Many posteriors at once: equal to one by one, right about true abilities, and correlations."""

from __future__ import annotations

import random
from math import sqrt

import numpy as np
import pytest

from lapel.domain.measurement.calibration.answers import Answer, Answers
from lapel.domain.measurement.calibration.together import (
    Together,
    correlations,
    evidence_of,
)
from lapel.domain.measurement.posterior import NINETY, after_all
from lapel.domain.measurement.prior import prior_of
from lapel.domain.measurement.study.designs import Design, reference_design
from lapel.domain.measurement.study.walking import answers_of


def evidence(design: Design, number: int, seed: int) -> np.ndarray:
    """Let everybody answer so many items by lot."""
    chance = random.Random(seed)
    given: dict[str, list[Answer]] = {name: [] for name in design.bank.competencies}
    for name, abilities in design.people.items():
        answers = answers_of(design.bank, abilities, chance)
        for key in chance.sample(sorted(answers), number):
            competency = design.bank.by_key[key].competency
            given[competency].append(Answer(name, key, answers[key]))
    items = design.bank.by_competency
    people = tuple(design.people)
    tables = {name: Answers(items[name], each, people=people) for name, each in given.items()}
    return evidence_of(tables, items, people)


def test_many_at_once_are_each_as_alone() -> None:
    """The job and the page must say the same of a person: to a ten-thousandth."""
    design = reference_design(random.Random(1), people=4)
    rows = evidence(design, 40, 2)
    prior = prior_of(design.bank.competencies, design.correlations)
    known = Together(rows, np.array(prior.covariance)).settle(8)
    for place in range(4):
        alone = after_all(prior, list(enumerate(map(tuple, rows[place].tolist()))))
        assert known.mean[place] == pytest.approx(alone.mean, abs=1e-4)
        assert np.sqrt(np.diag(known.covariance[place])) == pytest.approx(alone.sds, abs=1e-4)


def test_in_fifteen_dimensions_90_per_cent_intervals_hold_the_truth_as_often() -> None:
    """500 people, 45 items by lot, true parameters: coverage .88 to .92, error as it says it is."""
    design = reference_design(random.Random(3), people=500)
    prior = prior_of(design.bank.competencies, design.correlations)
    known = Together(evidence(design, 45, 4), np.array(prior.covariance)).settle()
    off = known.mean - np.array(list(design.people.values()))
    spread = np.sqrt(np.einsum("pii->pi", known.covariance))
    assert 0.88 <= np.mean(np.abs(off) <= NINETY * spread) <= 0.92
    assert sqrt(np.mean(off**2)) == pytest.approx(sqrt(np.mean(spread**2)), rel=0.04)


def test_correlations_come_back_from_answers() -> None:
    """600 people, 40 answers each over six competencies in two groups: .65 and .45, to .12."""
    design = reference_design(random.Random(5), people=600, competencies=6)
    found = correlations(evidence(design, 40, 6))
    assert np.abs(found - np.array(design.correlations)).max() < 0.12
    assert np.diag(found) == pytest.approx(1)


def test_estimating_correlations_ends_after_its_rounds() -> None:
    """A table that will not settle costs no more than was allowed."""
    design = reference_design(random.Random(7), people=30, competencies=2)
    rows = evidence(design, 5, 8)
    one, more = correlations(rows, rounds=1), correlations(rows, rounds=2)
    assert abs(one[0, 1]) < abs(more[0, 1])

"""Estimation beside published figures, and from sparse answers."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lapel.domain.measurement.calibration.answers import Answer, Answers
from lapel.domain.measurement.calibration.estimating import Priors, estimated
from lapel.domain.measurement.items import Item
from lapel.domain.measurement.study.designs import reference_design
from lapel.domain.measurement.study.walking import answers_of

PUBLISHED = json.loads(Path(__file__).with_name("published.json").read_text(encoding="utf-8"))


def published(name: str, *, lowest: int, steps: tuple[float, ...]) -> tuple[Answers, Any]:
    """Lay out one of the published tables: each pattern is a person with a count."""
    found = PUBLISHED[name]
    size = len(next(iter(found["patterns"])))
    items = [Item(f"i{place}", "c", 1.0, steps) for place in range(size)]
    answers = [
        Answer(pattern, f"i{place}", int(said) - lowest)
        for pattern in found["patterns"]
        for place, said in enumerate(pattern)
    ]
    return Answers(items, answers, counts=found["patterns"]), found["log_likelihood"]


def test_lsat7_has_the_likelihood_that_mirt_finds() -> None:
    """2PL, 1,000 people, five items: -2658.805, and slopes and intercepts as mirt prints them."""
    answers, likelihood = published("LSAT7", lowest=0, steps=(0.0,))
    fit = estimated(answers, priors=None, tolerance=1e-6)
    assert answers.counts.sum() == 1000
    assert fit.settled
    assert fit.likelihood == pytest.approx(likelihood, abs=0.0006)
    slopes = [item.slope for item in fit.items]
    assert slopes == pytest.approx([0.988, 1.081, 1.706, 0.765, 0.736], abs=0.002)
    intercepts = [-item.slope * item.steps[0] for item in fit.items]
    assert intercepts == pytest.approx([1.856, 0.808, 1.804, 0.486, 1.855], abs=0.002)


def test_science_has_the_likelihood_that_mirt_finds() -> None:
    """GPCM, 392 people, four items of four categories: -1612.682."""
    answers, likelihood = published("Science", lowest=1, steps=(-1.0, 0.0, 1.0))
    fit = estimated(answers, priors=None, tolerance=1e-6)
    assert answers.counts.sum() == 392
    assert fit.likelihood == pytest.approx(likelihood, abs=0.0006)
    assert [item.answers for item in fit.items] == [392] * 4


@pytest.fixture(scope="module")
def sparse() -> tuple[list[Item], Answers]:
    """One competency, 30 items: 1,200 people answer four each, 160 an item."""
    chance = random.Random(5)
    design = reference_design(chance, people=1200, competencies=1)
    given = []
    for name, abilities in design.people.items():
        answers = answers_of(design.bank, abilities, chance)
        given += [Answer(name, key, answers[key]) for key in chance.sample(sorted(answers), 4)]
    start = [Item(each.key, "c01", 1.0, (0.0,) * len(each.steps)) for each in design.bank.items]
    return list(design.bank.items), Answers(start, given)


def errors(true: list[Item], found: tuple[Item, ...]) -> tuple[float, float]:
    """Give root mean square errors of the slopes' logarithms and of middles."""
    slopes = [np.log(one.slope / other.slope) for one, other in zip(true, found, strict=True)]
    middles = [
        np.mean(one.steps) - np.mean(other.steps) for one, other in zip(true, found, strict=True)
    ]
    return float(np.std(slopes)), float(np.sqrt(np.mean(np.square(middles))))


def test_from_sparse_answers_items_are_found_better_with_the_prior(
    sparse: tuple[list[Item], Answers],
) -> None:
    """160 answers an item: middles to .25, slopes to .3; without a prior both are worse."""
    true, answers = sparse
    slope, middle = errors(true, estimated(answers, priors=Priors(), tolerance=2e-3).items)
    loose = errors(true, estimated(answers, priors=None, tolerance=2e-3, rounds=200).items)
    assert slope < 0.25
    assert middle < 0.25
    assert slope < loose[0]


def test_an_item_that_nobody_answered_stays_in_the_middle() -> None:
    """The prior is all that is known of it."""
    items = [Item("i", "c", 1.0, (0.0,)), Item("j", "c", 1.4, (2.0,))]
    given = [Answer(f"p{place}", "i", place % 2) for place in range(20)]
    fit = estimated(Answers(items, given), priors=Priors())
    assert fit.items[1].answers == 0
    assert fit.items[1].steps[0] == pytest.approx(0, abs=0.01)
    assert fit.items[1].slope == pytest.approx(fit.items[0].slope, rel=0.05)


def test_estimation_says_when_it_was_cut_short(sparse: tuple[list[Item], Answers]) -> None:
    """Three rounds settle nothing."""
    fit = estimated(sparse[1], priors=Priors(), rounds=3)
    assert (fit.rounds, fit.settled) == (3, False)


def test_without_an_answer_nothing_is_estimated() -> None:
    """An empty table is told, not fitted."""
    with pytest.raises(ValueError, match="nobody answered"):
        estimated(Answers([Item("i", "c", 1.0, (0.0,))], []), priors=None)

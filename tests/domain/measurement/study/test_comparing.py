"""The study in small: ours beside separate tests and items by lot, on a part of the design."""

from __future__ import annotations

import random

import pytest

from lapel.domain.measurement.items import chances
from lapel.domain.measurement.prior import prior_of
from lapel.domain.measurement.study.comparing import Row, compared
from lapel.domain.measurement.study.designs import Design, reference_design
from lapel.domain.measurement.study.walking import Way, answers_of, walk


@pytest.fixture(scope="module")
def design() -> Design:
    return reference_design(random.Random(9), people=40, competencies=5)


@pytest.fixture(scope="module")
def rows(design: Design) -> dict[Way, Row]:
    prior = prior_of(design.bank.competencies, design.correlations)
    found = compared(design.bank, prior, design.people, seed=1, most=70, cap=1)
    return {row.way: row for row in found}


def test_ours_needs_fewer_items_than_separate_tests_and_those_fewer_than_lots(
    rows: dict[Way, Row],
) -> None:
    """The claim is fewer questions at equal precision; here over five competencies."""
    ours, separate, lots = (rows[way].items[0.5] for way in (Way.OURS, Way.SEPARATE, Way.RANDOM))
    assert ours is not None
    assert separate is not None
    assert ours < 0.85 * separate
    assert lots is None or lots > separate
    together = rows[Way.RANDOM_TOGETHER].rmse
    assert together is not None
    assert (rows[Way.RANDOM].rmse or 0) > together > (rows[Way.OURS].rmse or 1)


def test_intervals_hold_the_truth_about_as_often_as_they_say(rows: dict[Way, Row]) -> None:
    """200 abilities at known parameters: .9 within three errors."""
    for row in rows.values():
        assert row.coverage == pytest.approx(0.9, abs=0.075)


def test_a_cap_of_half_bounds_exposure(design: Design, rows: dict[Way, Row]) -> None:
    """Open to all, the first item is seen by everybody; under a cap of half by about half."""
    prior = prior_of(design.bank.competencies, design.correlations)
    (halved,) = compared(
        design.bank, prior, design.people, seed=1, ways=[Way.OURS], most=45, cap=0.5
    )
    assert rows[Way.OURS].exposure == 1
    assert halved.exposure < 0.75
    assert halved.unseen < rows[Way.OURS].unseen


def test_what_nobody_reached_is_no_number(design: Design) -> None:
    """After 3 items no doubt is small: neither a median nor an error at 45 items is told."""
    prior = prior_of(design.bank.competencies)
    (row,) = compared(design.bank, prior, {"p": [0.0] * 5}, seed=1, ways=[Way.OURS], most=3)
    assert row.items == {0.5: None, 0.45: None}
    assert (row.mean_items, row.rmse, row.coverage, row.coverage_known) == (None,) * 4
    assert row.reached == 0


def test_a_walk_ends_when_the_bank_does() -> None:
    """Three items of each of five competencies are 15 in all."""
    design = reference_design(random.Random(9), people=1, competencies=5, items=3)
    answers = answers_of(design.bank, design.people["p0001"], random.Random(1))
    prior = prior_of(design.bank.competencies)
    found = walk(Way.OURS, design.bank, prior, answers, seed="1", most=99, cap=1)
    assert len(found.items) == 15


def test_the_same_seed_gives_the_same_walk(design: Design) -> None:
    """By lot too; another seed gives another."""
    answers = answers_of(design.bank, design.people["p0001"], random.Random(1))
    prior = prior_of(design.bank.competencies)
    one, other, third = (
        walk(Way.RANDOM, design.bank, prior, answers, seed=seed, most=9).items
        for seed in ("1", "1", "2")
    )
    assert one == other != third


def test_simulated_answers_are_those_of_the_model(design: Design) -> None:
    """A thousand people of one ability choose each category as often as the model says."""
    item = design.bank.items[0]
    drawn = [
        answers_of(design.bank, [0.3] * 5, random.Random(seed))[item.key] for seed in range(1000)
    ]
    for category, chance in enumerate(chances(item.slope, item.steps, 0.3)):
        assert drawn.count(category) / 1000 == pytest.approx(chance, abs=0.05)

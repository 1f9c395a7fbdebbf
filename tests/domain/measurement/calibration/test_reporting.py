"""A whole calibration: versions, what stays provisional, and coverage on held-out people."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from lapel.domain.measurement.calibration.answers import Answer, Answers
from lapel.domain.measurement.calibration.holding_out import foretold
from lapel.domain.measurement.calibration.reporting import calibrated, shifts_between
from lapel.domain.measurement.items import Bank, Item
from lapel.domain.measurement.study.designs import Design, reference_design
from lapel.domain.measurement.study.walking import answers_of

PEOPLE, NUMBER = 800, 24


@pytest.fixture(scope="module")
def design() -> Design:
    return reference_design(random.Random(21), people=PEOPLE, competencies=4, items=14)


@pytest.fixture(scope="module")
def given(design: Design) -> list[Answer]:
    """Let everybody answer 24 of 56 items: some 340 an item; the last item nobody is asked."""
    chance = random.Random(22)
    answers = []
    for name, abilities in design.people.items():
        said = answers_of(design.bank, abilities, chance)
        keys = chance.sample(sorted(said)[:-1], NUMBER)
        answers += [Answer(name, key, said[key]) for key in keys]
    return answers


@pytest.fixture(scope="module")
def judged_by_experts(design: Design) -> Bank:
    items = (
        replace(each, slope=1.0, steps=tuple(0.0 for _step in each.steps), version=0, answers=0)
        for each in design.bank.items
    )
    return Bank(design.bank.competencies, tuple(items), "experts")


def test_a_calibration_makes_a_new_version_and_leaves_the_old(
    design: Design, given: list[Answer], judged_by_experts: Bank
) -> None:
    """New parameters near the truth under their version; the bank handed in is as it was."""
    half = {name: ("before", "after")[place % 2] for place, name in enumerate(design.people)}
    found = calibrated(judged_by_experts, given, version="2026-11", seed=1, group_of=half)
    assert (found.bank.version, found.prior.version) == ("2026-11", "2026-11")
    assert (found.people, found.answers) == (PEOPLE, PEOPLE * NUMBER)
    assert {item.version for item in found.bank.items} == {0, 1}
    assert all(item.version == 0 for item in judged_by_experts.items)
    middles = [
        [np.mean(item.steps) for item in bank.items[:-1]] for bank in (design.bank, found.bank)
    ]
    assert np.corrcoef(middles)[0, 1] > 0.95
    assert found.settled == design.bank.competencies
    assert found.foretold is not None
    assert abs(found.foretold.coverage - 0.9) < 3 * found.foretold.error
    assert len(found.shifts) == 14 * 4 - 1
    assert shifts_between(found.bank, given, half) == found.shifts


def test_an_item_with_few_answers_keeps_what_experts_said(
    given: list[Answer], judged_by_experts: Bank
) -> None:
    """Nobody was asked the last item; it stays at version 0, and the bank provisional."""
    last = judged_by_experts.items[-1].key
    found = calibrated(judged_by_experts, given[:4000], version="b", seed=1)
    assert found.bank.by_key[last] == judged_by_experts.by_key[last]
    assert found.bank.is_provisional
    assert found.shifts == []


def test_correlations_are_capped_and_a_competency_nobody_answered_has_none(
    design: Design, given: list[Answer], judged_by_experts: Bank
) -> None:
    """Nothing is known of how it goes with the others."""
    without = [each for each in given if not each.item.startswith("c04")]
    found = calibrated(judged_by_experts, without, version="b", seed=1)
    assert found.prior.covariance[3] == (0, 0, 0, 1)
    assert max(found.prior.covariance[0][1:]) <= 0.7
    assert "c04" not in found.settled


def test_with_too_few_answers_nothing_is_foretold(judged_by_experts: Bank) -> None:
    """Four people cannot be parted; of fifty with three answers nobody has five held out."""
    keys = [each.key for each in judged_by_experts.items[:3]]
    for people in (4, 50):
        few = [
            Answer(f"p{one}", key, one // (1 + place) % 2)
            for one in range(people)
            for place, key in enumerate(keys)
        ]
        assert calibrated(judged_by_experts, few, version="b", seed=1).foretold is None


def test_nothing_is_foretold_where_one_competency_rests_on_those_held_out(
    judged_by_experts: Bank,
) -> None:
    """Only one person answered the second competency; with the seed 4 she is held out."""
    first, second = judged_by_experts.items[0].key, judged_by_experts.items[-1].key
    answers = [Answer(f"p{one}", first, one % 2) for one in range(10)]
    found = [
        calibrated(judged_by_experts, [*answers, Answer("p0", second, 0)], version="b", seed=seed)
        for seed in range(6)
    ]
    assert all(each.foretold is None for each in found)


def test_what_is_no_answer_to_this_bank_is_refused(judged_by_experts: Bank) -> None:
    """An item of another bank, or nothing at all."""
    with pytest.raises(ValueError, match="no item of the bank: x"):
        calibrated(judged_by_experts, [Answer("ann", "x", 0)], version="b", seed=1)
    with pytest.raises(ValueError, match="nobody answered"):
        calibrated(judged_by_experts, [], version="b", seed=1)


def test_coverage_shows_parameters_that_are_too_sure(design: Design, given: list[Answer]) -> None:
    """With true parameters .9; with slopes tripled, as from too few answers, far less."""
    chance = np.random.default_rng(1)
    by_name: dict[str, list[Answer]] = {name: [] for name in design.bank.competencies}
    for each in given:
        by_name[design.bank.by_key[each.item].competency].append(each)
    people = sorted(design.people)
    true = design.bank.by_competency
    tables = {name: Answers(true[name], by_name[name], people=people) for name in true}
    covariance = np.array(design.correlations)
    honest = foretold(tables, true, covariance, chance=chance)
    sure: dict[str, list[Item]] = {
        name: [replace(each, slope=3 * each.slope) for each in items]
        for name, items in true.items()
    }
    boastful = foretold(tables, sure, covariance, chance=chance)
    assert honest is not None
    assert boastful is not None
    assert honest.people > 400
    assert honest.coverage == pytest.approx(0.9, abs=0.035)
    assert boastful.coverage < 0.8

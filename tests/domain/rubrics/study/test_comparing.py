"""The strategies beside each other."""

from __future__ import annotations

import random

import pytest

from lapel.domain.rubrics.study import comparing
from lapel.domain.rubrics.study.comparing import LINE, Row, compared
from lapel.domain.rubrics.study.strategies import Decision
from lapel.domain.rubrics.study.world import World

SURE = World(severity=0.02, halo=0.02, noise=0.04, assessors=12)


@pytest.fixture(autouse=True)
def _two_pools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "POOLS", 2)


def test_wrong_awards_and_wrong_refusals_are_counted_apart() -> None:
    """One of each and two right ones, at 1, 2, 3 and 2 scorings."""
    row = Row()
    for earned, scorings, truly in ((True, 1, False), (False, 2, True), (True, 3, True)):
        row.take(Decision(earned=earned, scorings=scorings), earned=truly, beside=True)
    row.take(Decision(earned=False, scorings=2), earned=False, beside=True)
    assert (row.decisions, row.wrong_awards, row.wrong_refusals, row.scorings) == (4, 1, 1, 8)
    assert (row.accuracy, row.error) == (0.5, 0.25)


def test_a_strategy_is_held_against_three_scorings_of_the_same_work() -> None:
    """Right where three were wrong twice, wrong where they were right once, of ten: +.1 ± .17."""
    row = Row()
    right, wrong = Decision(earned=True, scorings=1), Decision(earned=False, scorings=1)
    for decision, three in [(right, False)] * 2 + [(wrong, True)] + [(right, True)] * 7:
        row.take(decision, earned=True, beside=three)
    assert (row.gained, row.lost) == (2, 1)
    assert row.beside == pytest.approx(0.1)
    assert row.beside_error == pytest.approx(((0.3 - 0.01) / 10) ** 0.5)


def test_assessors_who_see_the_truth_decide_rightly_and_are_asked_once() -> None:
    """R10 sends on a fifth at random, and little more."""
    found = compared(SURE, decisions=300, chance=random.Random(1))
    assert found.rows.keys() == {"single", "double", "panel of 3", "panel of 10", "Lapel"}
    assert all(row.accuracy > 0.93 for row in found.rows.values())
    assert {each.established for each in found.calibrations} == {30}
    assert 1.1 < found.rows["Lapel"].scorings / 300 < 1.6
    assert found.rows["Lapel"] == found.routed[LINE]
    assert 0.3 < found.earned < 0.6


def test_a_seed_repeats_a_study_in_which_everything_is_scored_twice() -> None:
    """Poor assessors never pass R10's bar: Lapel's row is that of two scorings."""
    world = World(0.5, 0.5, 1.2, criteria=2)
    one, other = (compared(world, decisions=40, chance=random.Random(3)) for _twice in "12")
    assert one == other
    assert one.rows["Lapel"] == one.rows["double"]
    assert {each.established for each in one.calibrations} == {None}
    scorings = [row.scorings for row in one.routed.values()]
    assert scorings == sorted(scorings, reverse=True)
    assert one.rows["double"].beside == one.rows["panel of 3"].beside == 0
    assert one.rows["panel of 10"].scorings == pytest.approx(400)


def test_drift_costs_every_way_something_and_less_where_it_is_found() -> None:
    """Beside the same work without drift; a sixth of the year does less harm than half of it."""
    world = World(0.15, 0.25, 0.5, criteria=3)
    found = compared(world, decisions=400, chance=random.Random(2))
    lasting, short = found.drifted.values()
    assert lasting.keys() == short.keys() == found.rows.keys() | {comparing.ROUTED}
    for name in ("single", "double", "panel of 3"):
        row = lasting[name]
        assert row.beside == pytest.approx(row.accuracy - found.rows[name].accuracy)
    assert lasting["single"].beside < 0
    assert lasting["single"].beside <= short["single"].beside

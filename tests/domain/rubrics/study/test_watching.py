"""R17's test among simulated assessors."""

from __future__ import annotations

import random

import pytest

from lapel.domain.rubrics.drift import DriftTest, Source, Standing
from lapel.domain.rubrics.study import watching
from lapel.domain.rubrics.study.watching import PATIENCE, SCORINGS, watched
from lapel.domain.rubrics.study.world import World

WORLD = World(severity=0.1, halo=0.2, noise=0.4, criteria=3)
SPREADS = {Source.ANCHOR: 0.3, Source.OTHERS: 0.4}


@pytest.fixture(autouse=True)
def _learnt_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "LEARNT_FROM", 600)


def test_r17_a_drift_is_found_and_steady_assessors_are_mostly_left_alone() -> None:
    """Warned before paused, and severe assessors sooner: leniency hides at the top of the scale."""
    found = watched(WORLD, scored_twice=1.0, assessors=30, chance=random.Random(1))
    assert found.year.signs == SCORINGS
    assert found.promise.false_pauses <= 0.05
    assert found.false_pauses <= 0.2
    assert found.false_pauses <= found.false_warnings
    for delay in (found.severe, found.lenient):
        assert delay.warned <= delay.paused <= PATIENCE
        assert 0 <= delay.soon <= 1
    assert found.severe.paused < found.lenient.paused
    assert found.severe.soon > 0.8


def test_r17_anchors_alone_bring_a_tenth_of_the_signs() -> None:
    """Where nothing is scored twice."""
    watcher = watching._Watcher(WORLD, 0.0, random.Random(1))
    year = watcher.learnt()
    assert {each.source for each in year.seen} == {Source.ANCHOR}
    assert 8 <= year.signs <= 24


@pytest.mark.parametrize(
    ("warn_at", "pause_at", "worst"),
    [
        (1e-6, 1e-6, Standing.PAUSED),
        (1e-6, 1e9, Standing.WARNED),
        (1e9, 1e9, Standing.STEADY),
    ],
)
def test_r17_the_worst_of_a_year_counts(warn_at: float, pause_at: float, worst: Standing) -> None:
    """Whoever was paused at any time was paused."""
    watcher = watching._Watcher(WORLD, 0.5, random.Random(1))
    assert watcher.year_of(DriftTest(0.4, SPREADS, warn_at, pause_at)) is worst


def test_r17_a_drift_that_is_never_found_counts_with_all_that_was_waited() -> None:
    """Heights that nobody reaches."""
    watcher = watching._Watcher(WORLD, 0.5, random.Random(1))
    assert watcher.delays(DriftTest(0.4, SPREADS, 1e9, 1e9), 0.0) == (PATIENCE, PATIENCE)

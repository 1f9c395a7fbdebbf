"""R17's test among simulated assessors."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from lapel.domain.rubrics.drift import SCORINGS, DriftTest, Source, room
from lapel.domain.rubrics.levels import ORDER
from lapel.domain.rubrics.study import watching
from lapel.domain.rubrics.study.watching import (
    LENIENT,
    PATIENCE,
    SEVERE,
    Drift,
    Setting,
    Watcher,
    watched,
)
from lapel.domain.rubrics.study.world import World

WORLD = World(severity=0.1, halo=0.2, noise=0.4, criteria=3)


@pytest.fixture(autouse=True)
def _learnt_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "LEARNT_FROM", 300)


def test_r17_a_drift_is_found_in_both_directions_and_the_steady_are_mostly_left_alone() -> None:
    """Warned before paused; leniency within thirty scorings too, though it shows less."""
    found = watched(
        WORLD, Setting(), assessors=30, chance=random.Random(1), allowed=(0.02, 0.05, 0.2)
    )
    assert found.year.signs == SCORINGS
    assert found.promise.false_pauses <= 0.05
    assert found.false_pauses.value <= 0.2
    assert found.false_pauses.value <= found.false_warnings.value
    for way in (SEVERE, LENIENT):
        delay = found.delays[way]
        assert delay.warned.value <= delay.paused.value < 30
        assert delay.soon.value > 0.6
        late = [each.delays[way].paused.value for each in found.frontier]
        assert late == sorted(late, reverse=True)
    false = [each.false_pauses.value for each in found.frontier]
    assert false == sorted(false)


def test_r17_anchors_alone_bring_a_tenth_of_the_signs() -> None:
    """Where nothing is scored twice."""
    year = Watcher(WORLD, Setting(scored_twice=0.0), random.Random(1)).learnt()
    assert {each.source for signs in year.seen.values() for each in signs} == {Source.ANCHOR}
    assert 8 <= year.signs <= 24


def test_r17_anchors_near_the_line_leave_room_on_both_sides() -> None:
    """The nearest of six has more keys that are neither the highest nor the lowest level."""
    rooms = []
    for nearest in (1, 6):
        watcher = Watcher(WORLD, Setting(anchors=1.0, nearest_of=nearest), random.Random(1))
        signs = [watcher.sign(WORLD, 0.0) for _scoring in range(60)]
        keys = [{str(n): ORDER[key[0]] for n, (_, key) in enumerate(each.pairs)} for each in signs]
        rooms.append(sum(map(room, keys)))
    assert rooms[1] > 2 * rooms[0]


def test_r17_noise_alone_is_found_late_if_at_all() -> None:
    """A drift that is never found counts with all that was waited."""
    watcher = Watcher(WORLD, Setting(scored_twice=0.5), random.Random(1))
    never = DriftTest(WORLD.model, watcher.shift, 1e9, 1e9)
    climb = watcher.climb(never, Drift(noise=2), 1e9)
    assert watching._reached(climb, 1e9) == PATIENCE
    assert watching._reached(climb, 0.0) == 0
    low = replace(never, warn_at=1e-6, pause_at=1e-6)
    assert watching._reached(watcher.climb(low, Drift(1), 1e-6), 1e-6) < 30
    assert watcher.peak(never) > 0

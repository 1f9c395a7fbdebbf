"""kill -9 of real processes, at named failpoints and at random instants of whole stories.

One run is one kill and what follows. `make crash` makes a hundred and more (LAPEL_CRASH_RUNS);
LAPEL_CRASH_SEED repeats the random ones.
"""

from __future__ import annotations

import json
import os
import random
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from crash.failpoints import ALL, SLOW, share
from crash.instance import TARGETS, Instance, wait_for
from crash.story import Story

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.crash, pytest.mark.xdist_group("crash")]

AT_RANDOM = 20
STORIES_A_PASS = 4
KILLS_A_STORY = 5
RUNS = int(os.environ.get("LAPEL_CRASH_RUNS", len(ALL) + AT_RANDOM))
SEED = int(os.environ.get("LAPEL_CRASH_SEED", random.SystemRandom().randrange(10**6)))

FALSE_CLAIMS: dict[str, Any] = {
    "text": lambda told: told["answers"]["overview.context"].update(text="Another text."),
    "double save": lambda told: told["answers"]["overview.plan"].update(saves=3),
    "bytes": lambda told: told["upload"].update(sha256="0" * 64),
    "score": lambda told: told["scores"][0].update(level="almost"),
    "lock": lambda told: told["locks"].pop(),
    "award": lambda told: told["awards"].popitem(),
    "signature": lambda told: told["awards"].update(told["first_signed"]),
}


@dataclass
class Outcome:
    """What was killed how often, what the clients were told, and what the auditor found."""

    instance: Instance
    hits: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    ledgers: list[dict[str, Any]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seen: dict[str, list[str]] = field(default_factory=dict)

    @property
    def runs(self) -> int:
        return self.hits.total() + self.killed.total()

    def audit(self) -> None:
        """Audit what was told, and again with something in the first ledger made wrong."""
        variants = [self.ledgers]
        for falsify in FALSE_CLAIMS.values():
            told = json.loads(json.dumps(self.ledgers))
            falsify(told[0])
            variants.append(told)
        file = self.instance.home / "ledgers.json"
        file.write_text(json.dumps(variants))
        self.faults, *seen = self.instance.run("auditor.py", str(file))
        self.seen = dict(zip(FALSE_CLAIMS, seen, strict=True))

    def lines(self) -> Iterator[str]:
        yield f"{self.runs} runs, seed {SEED}, {len(self.ledgers)} stories"
        yield from (f"  {self.hits[name]:4} x {name}" for name in ALL)
        yield from (f"  {self.killed[name]:4} x at random: {name}" for name in TARGETS)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    """Play all stories on one instance, killing as they go, then stop it and audit."""
    home: Path = tmp_path_factory.mktemp("crash")
    played = Outcome(Instance(home))
    passes = max(1, RUNS // (2 * len(ALL)))
    at_random = max(0, RUNS - passes * len(ALL))
    most = passes * STORIES_A_PASS + at_random
    told = iter(played.instance.run("scene.py", str(most)))
    played.instance.start()
    try:
        with played.instance.explaining():
            played.instance.arm(SLOW)
            for number in range(passes * STORIES_A_PASS):
                _play_through_failpoints(played, next(told), number)
            _play_under_fire(played, told, at_random)
            _reach(played, {SLOW})
        played.left = played.instance.stop()
        played.audit()
        yield played
    finally:
        played.instance.kill_all()


def _play_through_failpoints(played: Outcome, told: dict[str, Any], number: int) -> None:
    armed: set[str] = set()

    def arm(phase: str) -> None:
        for name in share(phase, number, STORIES_A_PASS):
            played.instance.arm(name)
            armed.add(name)

    story = Story(played.instance.url, told, arm)
    played.ledgers.append(story.play().as_json())
    _reach(played, armed)


def _reach(played: Outcome, armed: set[str]) -> None:
    """Wait until the last job has died where it was to die, and count."""
    try:
        wait_for(lambda: not armed & played.instance.armed(), "failpoints", seconds=90)
    except AssertionError:
        armed -= played.instance.armed()
        played.instance.disarm()
    played.hits.update(armed)


def _play_under_fire(played: Outcome, stories: Iterator[dict[str, Any]], kills: int) -> None:
    """Kill one part or all, at random instants, until there were so many."""
    chance = random.Random(SEED)
    while played.killed.total() < kills:
        over = threading.Event()
        most = min(KILLS_A_STORY, kills - played.killed.total())
        killer = threading.Thread(target=_fire, args=(played, chance, most, over))
        story = Story(played.instance.url, next(stories), lambda _phase: None)
        killer.start()
        try:
            played.ledgers.append(story.play().as_json())
        finally:
            over.set()
            killer.join()


def _fire(played: Outcome, chance: random.Random, most: int, over: threading.Event) -> None:
    """Kill what chance picks at a random instant at which it is there."""
    for _kill in range(most):
        target = chance.choice(TARGETS)
        while not over.wait(chance.uniform(0.1, 2.0)):
            if played.instance.kill(target):
                played.killed[target] += 1
                break


def test_every_failpoint_was_reached_and_killed(
    outcome: Outcome, record_property: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """A place that nobody passes proves nothing, so each must have killed at least once."""
    lines = list(outcome.lines())
    record_property("crash", "\n".join(lines))
    assert [name for name in ALL if not outcome.hits[name]] == [], "\n".join(lines)
    assert outcome.runs >= RUNS


def test_nothing_accepted_is_lost_and_nothing_is_doubled(outcome: Outcome) -> None:
    """Texts, bytes, scores, submissions, awards and letters are there once (HOUSE.md, 3 and 7)."""
    assert outcome.faults == [], f"seed {SEED}"


def test_one_ctrl_c_ends_all_that_was_left(outcome: Outcome) -> None:
    """After all those deaths the minder still knows every process that is alive."""
    assert outcome.left == []


@pytest.mark.parametrize("claim", FALSE_CLAIMS)
def test_the_auditor_sees_what_is_not_as_it_was_told(outcome: Outcome, claim: str) -> None:
    """A ledger that claims something else than what is there has a fault."""
    assert len(outcome.seen[claim]) > len(outcome.faults)

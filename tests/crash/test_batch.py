"""kill -9 of `lapel issue`, at failpoints and at random: nothing twice, nothing lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from crash.instance import Instance, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.crash, pytest.mark.xdist_group("batch")]

PEOPLE = 1200  # three chunks
FAILPOINTS = (
    "issuing.chunk-claimed",
    "issuing.chunk-signed",
    "issuing.chunk-written",
    "issuing.chunk-uncommitted",
    "issuing.chunk-sealed",
)
AT_RANDOM = 4


class Issuing:
    """An instance with a table, and `lapel issue` of that table as often as wanted."""

    def __init__(self, home: Path) -> None:
        self.instance = Instance(home)
        self.instance.run("scene.py", "1")
        self.table = home / "people.csv"
        lines = "".join(f"teacher{number}@example.org\n" for number in range(PEOPLE))
        self.table.write_text(f"email\n{lines}", encoding="utf-8")

    def begin(self) -> subprocess.Popen[str]:
        words = [sys.executable, "-m", "lapel.doors.cli.main", "issue", "--json", "--yes"]
        words += ["--achievement", "waiting-0", "--by", "hana-0@lapel.example"]
        words += ["--recipients", str(self.table), "--ground", "They finished the course."]
        return subprocess.Popen(
            words,
            env={**self.instance.environment, "LAPEL_FAILPOINTS": str(self.instance.traps)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def killed_in(self, seconds: float) -> list[psutil.Process]:
        """Kill it after so long; gives the processes that it had begun."""
        process = self.begin()
        time.sleep(seconds)
        below = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return below


@pytest.fixture
def issuing(tmp_path: Path) -> Iterator[Issuing]:
    """Give an instance of the test's own."""
    issuing = Issuing(tmp_path)
    yield issuing
    issuing.instance.kill_all()


def test_a_batch_killed_again_and_again_is_whole_in_the_end(issuing: Issuing) -> None:
    """The same command goes on each time; the auditor counts every award, place and entry."""
    for name in FAILPOINTS:
        issuing.instance.arm(name)
        process = issuing.begin()
        process.communicate()
        assert (process.returncode, issuing.instance.armed()) == (-signal.SIGKILL, set()), name
    process = issuing.begin()
    told, _ = process.communicate()
    assert process.returncode == 0, told
    assert issuing.instance.run("batch_auditor.py", str(PEOPLE)) == []


def test_killed_at_random_it_leaves_no_process_and_no_fault(issuing: Issuing) -> None:
    """What signs beside it ends with it, by -9 too, and the table is whole in the end."""
    seed = int(os.environ.get("LAPEL_CRASH_SEED", random.SystemRandom().randrange(10**6)))
    chance = random.Random(seed)
    for _kill in range(AT_RANDOM):
        below = issuing.killed_in(chance.uniform(2.0, 7.0))
        wait_for(
            lambda below=below: not any(each.is_running() for each in below),
            "what it began to end",
        )
    process = issuing.begin()
    told, _ = process.communicate()
    assert process.returncode == 0, (seed, told)
    assert issuing.instance.run("batch_auditor.py", str(PEOPLE)) == [], seed

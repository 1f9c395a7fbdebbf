"""The embedded runner, watched from outside: who runs what; the rest is in tests/contracts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from lapel.ports.jobs.processes import is_held
from ports.jobs.workshop import Outbox, is_alive, starting, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ports.jobs.workshop import Start


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox.sqlite3")


@pytest.fixture
def runner(outbox: Outbox, tmp_path: Path) -> Iterator[Start]:
    """Start runners of one instance, and leave none behind."""
    with starting(outbox, tmp_path / "runner.lock") as begin:
        yield begin


def test_light_work_runs_in_the_runner_itself(outbox: Outbox, runner: Start) -> None:
    """Light work needs no further process."""
    work = outbox.put("write")
    process = runner()
    until(lambda: outbox.state(work) == "done")
    assert outbox.begun(work) == [process.pid]


def test_heavy_work_runs_in_a_child_that_ends_when_idle(outbox: Outbox, runner: Start) -> None:
    """Heavy libraries leave the memory with the child that loaded them."""
    first, second = outbox.put("write", heavy=True), outbox.put("write", heavy=True)
    process = runner()
    until(lambda: outbox.state(first) == outbox.state(second) == "done")
    child = outbox.begun(first)[0]
    assert child != process.pid
    assert outbox.begun(second) == [child]
    until(lambda: not is_alive(child))
    assert process.poll() is None


def test_a_child_that_cannot_go_on_ends_and_its_work_is_begun_anew(
    outbox: Outbox, runner: Start
) -> None:
    """An outbox that fails under it, as on a full disk, never lets it run on as a second runner."""
    work = outbox.put("stumble", heavy=True)
    process = runner()
    until(lambda: outbox.state(work) == "done")
    first, second = outbox.begun(work)
    assert first != second
    assert not is_alive(first)
    assert process.poll() is None


def test_a_lease_is_held_while_long_work_goes_on(outbox: Outbox, runner: Start) -> None:
    """Without renewals another runner would take over what takes longer than a lease."""
    work = outbox.put("sleep 1", heavy=True)
    runner()
    until(lambda: outbox.state(work) == "done")
    renewals = outbox.ask("select renewals from work where id=?", work)[0][0]
    assert renewals >= 2


def test_the_next_runner_takes_up_what_a_killed_one_held(outbox: Outbox, runner: Start) -> None:
    """The lock tells that the holder is dead, so nobody waits for its lease to lapse."""
    work = outbox.put("die")
    assert runner().wait(20) == -signal.SIGKILL
    assert outbox.state(work) == "leased"
    runner()
    until(lambda: outbox.state(work) == "done")
    assert outbox.attempts(work) == 2


def test_the_runner_ends_when_nobody_minds_it(outbox: Outbox, tmp_path: Path) -> None:
    """Where the minder was killed the runner would otherwise go on unseen."""
    script = (
        "import os, signal\n"
        "from pathlib import Path\n"
        "from lapel.ports.jobs.embedded import EmbeddedRunner\n"
        "from ports.jobs.workshop import Outbox\n"
        "child = os.fork()\n"
        "if child:\n"
        "    print(child, flush=True)\n"
        "    signal.pause()\n"
        "parent = os.getppid()\n"
        f"outbox = Outbox(Path({str(outbox.file)!r}))\n"
        f"lock = Path({str(tmp_path / 'lock')!r})\n"
        "EmbeddedRunner(outbox, lock, is_wanted=lambda: os.getppid() == parent).run()\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as minder:
        assert minder.stdout
        orphan = int(minder.stdout.readline())
        work = outbox.put("write")
        until(lambda: outbox.state(work) == "done")
        minder.kill()
    until(lambda: not is_alive(orphan))


def test_a_runners_lock_says_which_runner_holds_it(
    outbox: Outbox, runner: Start, tmp_path: Path
) -> None:
    """Who minds one runner must not take another's work as a proof that its own gets going."""
    lock = tmp_path / "runner.lock"
    assert not is_held(lock)
    process = runner()
    until(lambda: is_held(lock, by=process.pid))
    waiting = runner()
    assert is_held(lock)
    assert not is_held(lock, by=waiting.pid)
    process.terminate()
    until(lambda: is_held(lock, by=waiting.pid))

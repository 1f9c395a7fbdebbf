"""The embedded runner, watched from outside: who runs what, and what is left when it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ports.jobs.workshop import Outbox, is_alive, start, until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Start = Callable[[], subprocess.Popen[str]]


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox.sqlite3")


@pytest.fixture
def runner(outbox: Outbox, tmp_path: Path) -> Iterator[Start]:
    """Start runners of one instance, and leave none behind."""
    started: list[subprocess.Popen[str]] = []

    def begin() -> subprocess.Popen[str]:
        started.append(start(outbox, tmp_path / "runner.lock"))
        return started[-1]

    yield begin
    for process in started:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stderr
        process.stderr.close()


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


def test_light_work_does_not_wait_for_heavy_work(outbox: Outbox, runner: Start) -> None:
    """A long recording does not hold up a letter."""
    long = outbox.put("sleep 120", heavy=True)
    runner()
    until(lambda: outbox.begun(long))
    light = outbox.put("write")
    until(lambda: outbox.state(light) == "done")
    assert outbox.state(long) == "leased"


def test_a_second_runner_of_one_instance_is_refused(outbox: Outbox, runner: Start) -> None:
    """Two would offer each other's leases again and run work twice at once."""
    work = outbox.put("write")
    runner()
    until(lambda: outbox.state(work) == "done")
    second = runner()
    assert second.wait(20) == 1
    assert second.stderr
    assert "another runner already delivers" in second.stderr.read()


def test_work_whose_child_was_killed_is_offered_again(outbox: Outbox, runner: Start) -> None:
    """The kernel may end a child at any time; its work is begun anew, by another child."""
    work = outbox.put("die", heavy=True)
    process = runner()
    until(lambda: outbox.state(work) == "done")
    first, second = outbox.begun(work)
    assert first != second
    assert outbox.attempts(work) == 2
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


def test_sigterm_ends_the_runner_in_order(outbox: Outbox, runner: Start) -> None:
    """It ends its child, gives the work back at once, and the attempt does not count."""
    work = outbox.put("sleep 60", heavy=True)
    process = runner()
    child = until(lambda: outbox.begun(work))[0]
    process.terminate()
    assert process.wait(20) == 0
    assert not is_alive(child)
    assert outbox.state(work) == "waiting"
    assert outbox.attempts(work) == 0


def test_a_killed_runner_takes_its_child_with_it(outbox: Outbox, runner: Start) -> None:
    """An orphan would work on beside the next runner, on the same work."""
    work = outbox.put("sleep 60", heavy=True)
    process = runner()
    child = until(lambda: outbox.begun(work))[0]
    process.kill()
    until(lambda: not is_alive(child))


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

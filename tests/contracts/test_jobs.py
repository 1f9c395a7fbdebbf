"""What every engine that delivers jobs must do, watched from outside."""

from __future__ import annotations

import signal
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from lapel.ports.jobs import from_url
from ports.jobs.redis_server import redis_server
from ports.jobs.workshop import ATTEMPTS, LEASE, PAUSE, Outbox, is_alive, starting, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ports.jobs.workshop import Start

ENGINES = ("embedded", "celery")


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with redis_server() as server:
        yield server.url


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest) -> str:
    if request.param == "embedded":
        return "embedded:"
    return f"celery+{request.getfixturevalue('redis_url')}"


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox.sqlite3")


@pytest.fixture
def engine(outbox: Outbox, tmp_path: Path, url: str) -> Iterator[Start]:
    """Start what delivers, and leave none of it behind."""
    with starting(outbox, tmp_path / "runner.lock", url) as begin:
        yield begin


@pytest.mark.parametrize("heavy", [False, True])
def test_what_is_due_is_delivered_once(outbox: Outbox, engine: Start, heavy: bool) -> None:
    """Light or heavy, before the start or after it."""
    early = [outbox.put("write", heavy=heavy) for _ in range(20)]
    engine()
    until(lambda: all(outbox.state(work) == "done" for work in early))
    late = [outbox.put("write", heavy=heavy) for _ in range(20)]
    until(lambda: all(outbox.state(work) == "done" for work in late))
    assert {len(outbox.begun(work)) for work in early + late} == {1}


def test_a_deadline_is_delivered_no_earlier_than_it_is_due(outbox: Outbox, engine: Start) -> None:
    """Nobody says a word when its time has come: the engine looks."""
    began = time.time()
    work = outbox.put("write", due_in=1.5)
    engine()
    until(lambda: outbox.state(work) == "done")
    assert outbox.moments(work)[0] >= began + 1.5


@pytest.mark.parametrize("heavy", [False, True])
def test_what_fails_is_tried_again_after_a_pause_and_parked(
    outbox: Outbox, engine: Start, heavy: bool
) -> None:
    """As often as the outbox says, and it holds up nothing else."""
    poison, sound = outbox.put("fail", heavy=heavy), outbox.put("write", heavy=heavy)
    engine()
    until(lambda: outbox.state(poison) == "parked" and outbox.state(sound) == "done")
    moments = outbox.moments(poison)
    assert len(moments) == ATTEMPTS
    assert all(later - sooner >= PAUSE for sooner, later in pairwise(moments))


def test_light_work_does_not_wait_for_heavy_work(outbox: Outbox, engine: Start) -> None:
    """A long recording does not hold up a letter."""
    long = [outbox.put("sleep 60", heavy=True) for _ in range(4)]
    engine()
    until(lambda: outbox.begun(long[0]))
    light = outbox.put("write")
    until(lambda: outbox.state(light) == "done")
    assert outbox.state(long[0]) == "leased"


@pytest.mark.parametrize("what", ["die", "stumble"])
def test_work_whose_process_died_is_offered_again_at_once(
    outbox: Outbox, engine: Start, what: str
) -> None:
    """By -9, or because the outbox could not be written: begun anew, and nothing else twice."""
    others = [outbox.put("write", heavy=True) for _ in range(5)]
    work = outbox.put(what, heavy=True)
    process = engine()
    until(lambda: outbox.state(work) == "done")
    first, second = outbox.begun(work)
    assert (first != second, outbox.attempts(work)) == (True, 2)
    until(lambda: all(outbox.state(other) == "done" for other in others))
    assert {len(outbox.begun(other)) for other in others} == {1}
    assert process.poll() is None


def test_a_lease_is_held_while_long_work_goes_on(outbox: Outbox, engine: Start) -> None:
    """Without renewals another worker would take over what takes longer than a lease."""
    work = outbox.put(f"sleep {LEASE + 1}", heavy=True)
    engine()
    until(lambda: outbox.state(work) == "done")
    assert len(outbox.begun(work)) == 1


def test_asked_to_end_it_gives_back_what_it_holds(outbox: Outbox, engine: Start) -> None:
    """Its children end with it, and the attempt does not count."""
    work = outbox.put("sleep 60", heavy=True)
    process = engine()
    child = until(lambda: outbox.begun(work))[0]
    process.terminate()
    assert process.wait(20) == 0
    assert not is_alive(child)
    assert outbox.state(work) == "waiting"
    assert outbox.attempts(work) == 0


def test_killed_it_takes_its_children_with_it_and_the_next_goes_on_at_once(
    outbox: Outbox, engine: Start
) -> None:
    """The lock tells that the holder is dead, so nobody waits for its lease to lapse."""
    work = outbox.put("sleep 1", heavy=True)
    process = engine()
    child = until(lambda: outbox.begun(work))[0]
    process.send_signal(signal.SIGKILL)
    until(lambda: not is_alive(child))
    engine()
    until(lambda: outbox.state(work) == "done")
    assert outbox.attempts(work) == 2


def test_a_second_of_one_instance_is_refused(outbox: Outbox, engine: Start) -> None:
    """Two would offer each other's leases again and run work twice at once."""
    work = outbox.put("write")
    engine()
    until(lambda: outbox.state(work) == "done")
    second = engine()
    assert second.wait(20) == 1
    assert second.stderr
    assert "another runner already delivers" in second.stderr.read()


def test_its_word_is_heard_or_costs_nothing(url: str) -> None:
    """Whoever announces says so, on any engine; what it rests on proves itself."""
    engine = from_url(url)
    engine.wake()
    assert engine.probe()
    assert engine.share >= 1

"""Celery on Redis, watched from outside: several machines, a Redis that is away, a bell."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
import redis

from lapel.ports import jobs
from lapel.ports.jobs import JobsError, from_url
from lapel.ports.jobs.bell import DUE, Bell, OnRedis
from lapel.ports.jobs.celery import Worker, state
from lapel.ports.jobs.crew import Crew, Place
from lapel.ports.jobs.leases import renewing
from ports.jobs.redis_server import RedisServer, redis_server
from ports.jobs.workshop import Outbox, is_alive, start, until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Start = Callable[[str], subprocess.Popen[str]]

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with redis_server() as running:
        yield running


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox.sqlite3")


@pytest.fixture
def machine(outbox: Outbox, tmp_path: Path, server: RedisServer) -> Iterator[Start]:
    """Start a machine's crew, with a lock of its own, and leave none behind."""
    started: list[subprocess.Popen[str]] = []

    def begin(name: str) -> subprocess.Popen[str]:
        started.append(start(outbox, tmp_path / f"{name}.lock", f"celery+{server.url}", name))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.wait()
        assert process.stderr
        process.stderr.close()


def all_done(outbox: Outbox) -> bool:
    return not outbox.ask("select 1 from work where state <> 'done'")


def test_several_machines_share_the_work_and_do_nothing_twice(
    outbox: Outbox, machine: Start
) -> None:
    """Each piece is begun once, and no machine stands idle while there is work for all."""
    for number in range(80):
        outbox.put("sleep 0.1", heavy=bool(number % 2))
    for name in ("one", "two", "three"):
        machine(name)
    until(lambda: all_done(outbox))
    begun = outbox.ask("select work, count(*) from done group by work")
    assert {times for _work, times in begun} == {1}
    crews = {row[0].split(":")[1] for row in outbox.ask("select holder from work")}
    assert crews == {"one", "two", "three"}


def test_what_a_machine_held_that_is_gone_is_done_by_another(
    outbox: Outbox, machine: Start
) -> None:
    """Nobody can tell that it is dead, so its lease lapses; nothing else is begun twice."""
    gone = machine("gone")
    work = outbox.put("sleep 2", heavy=True)
    holder = until(lambda: outbox.begun(work))[0]
    others = [outbox.put("write") for _ in range(10)]
    gone.send_signal(signal.SIGKILL)
    until(lambda: not is_alive(holder))
    machine("other")
    until(lambda: all_done(outbox))
    assert len(outbox.begun(work)) == 2
    assert {len(outbox.begun(other)) for other in others} == {1}


def test_a_redis_that_lost_everything_loses_no_work(
    outbox: Outbox, machine: Start, server: RedisServer
) -> None:
    """It is away for a while and comes back empty; the outbox knows what is due."""
    before = outbox.put("write")
    crew = machine("one")
    until(lambda: outbox.state(before) == "done")
    server.stop()
    meanwhile = [outbox.put("write", heavy=heavy) for heavy in (False, True)]
    time.sleep(1.5)
    server.start()
    until(lambda: all(outbox.state(work) == "done" for work in meanwhile))
    assert crew.poll() is None
    assert {len(outbox.begun(work)) for work in meanwhile} == {1}


def test_a_worker_makes_room_for_a_fresh_one(outbox: Outbox, machine: Start) -> None:
    """What heavy libraries leave in memory goes with it (the workshop's does 50)."""
    for _number in range(120):
        outbox.put("write")
    machine("one")
    until(lambda: all_done(outbox))
    done = outbox.ask("select pid, count(*) from done group by pid")
    assert max(times for _pid, times in done) <= 50
    assert sum(times for _pid, times in done) == 120


def test_it_ends_when_nobody_minds_it(outbox: Outbox, tmp_path: Path, server: RedisServer) -> None:
    """In `lapel serve`, whose minder may be killed."""
    bell = Bell(server.url)
    asked: list[int] = []

    def is_wanted() -> bool:
        asked.append(1)
        return len(asked) < 3

    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        crew = Crew(bell, outbox, tmp_path / "lock", "here", light=1, heavy=0, is_wanted=is_wanted)
        crew.run()
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        bell.close()
    assert [place.pid for place in crew.places] == [0]


def test_a_crew_without_its_redis_says_so_at_the_start(outbox: Outbox, tmp_path: Path) -> None:
    """A wrong address is found before anything is claimed."""
    work = outbox.put("write")
    with pytest.raises(JobsError, match="Redis does not answer"):
        Crew(Bell(NOWHERE), outbox, tmp_path / "lock", "here").run()
    assert outbox.state(work) == "waiting"


def test_a_bell_that_is_rung_often_strikes_once(server: RedisServer) -> None:
    """Nothing piles up where nobody listens."""
    with closing(Bell(server.url)) as bell:
        for _time in range(5):
            bell.ring()
        assert bell.waiting(DUE.removeprefix("lapel:")) == 1
        assert bell.wait(0.1)
        assert not bell.wait(0.1)


def test_a_bell_is_heard_at_once(server: RedisServer) -> None:
    """Who waits for it does not wait for the end of the second."""
    with closing(Bell(server.url)) as bell:
        later = threading.Timer(0.2, bell.ring)
        later.start()
        began = time.monotonic()
        assert bell.wait(20)
        assert time.monotonic() - began < 10
        later.join()


def test_who_waits_again_and_again_keeps_one_connection(server: RedisServer) -> None:
    """Redis counts each that was ever opened (INFO, total_connections_received)."""
    with redis.Redis.from_url(server.url) as beside, closing(Bell(server.url)) as bell:
        opened = int(beside.info("stats")["total_connections_received"])
        for _time in range(4):
            assert not bell.wait(0.05)
        assert int(beside.info("stats")["total_connections_received"]) == opened + 1
        bell.close()  # as before a worker is forked
        bell.ring()
        assert bell.wait(0.05)


def test_pages_do_not_wait_for_a_redis_that_is_away(caplog: pytest.LogCaptureFixture) -> None:
    """It is said once, and then not tried again with each click."""
    with closing(Bell(NOWHERE)) as bell:
        for _click in range(3):
            OnRedis(bell, share=4).wake()
    assert len(caplog.messages) == 1
    assert "which delays them" in caplog.messages[0]


def test_what_is_asked_of_a_redis_that_is_away_is_a_sentence() -> None:
    """For the doctor, and for a crew that goes on trying."""
    with closing(Bell(NOWHERE)) as bell:
        for ask in (bell.probe, lambda: bell.wait(0.1), lambda: bell.waiting("light")):
            with pytest.raises(JobsError, match="Redis does not answer"):
                ask()


def test_a_redis_that_gives_back_something_else_is_found(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one would behind a proxy that answers for another."""
    with closing(Bell(server.url)) as bell:
        monkeypatch.setattr(bell._ringing, "get", lambda _key: b"something else")
        with pytest.raises(JobsError, match="another value"):
            bell.probe()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("embedded:?share=2", "embedded: or celery"),
        ("celery+redis:///0", "embedded: or celery"),
        ("celery+redis://localhost", "embedded: or celery"),
        ("celery+redis://localhost/jobs", "embedded: or celery"),
        ("celery+redis://localhost/0?size=2", "embedded: or celery"),
        ("celery+redis://localhost/0?share=0", "share must be"),
        ("celery+redis://localhost/0?share=many", "share must be"),
    ],
)
def test_a_wrong_address_is_refused_with_what_it_may_be(url: str, why: str) -> None:
    """Before anything is started."""
    with pytest.raises(ValueError, match=why):
        from_url(url)


def test_an_address_says_how_many_share_a_batch() -> None:
    """Four where it says nothing."""
    assert from_url("celery+redis://:secret@localhost:6379/0").share == 4
    assert from_url("celery+rediss://localhost/0?share=12").share == 12
    assert from_url("embedded:").share == 1


def test_without_celery_a_sentence_says_what_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an optional requirement."""
    monkeypatch.setattr(jobs, "find_spec", lambda _name: None)
    with pytest.raises(JobsError, match=r"requirements/redis\.txt"):
        from_url("celery+redis://localhost/0")


class Tired(Outbox):
    """An outbox that cannot be asked."""

    def ask(self, _sql: str, *_values: Any) -> Any:
        raise OSError("no room on the disk")


@pytest.mark.parametrize("is_there", [True, False])
def test_a_crew_goes_on_where_something_is_away(
    is_there: bool,
    server: RedisServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Database or Redis: it says so, waits a moment, and looks again."""
    monkeypatch.setattr("lapel.ports.jobs.crew.SWEEP_EVERY", 0.01)
    turns = iter((True, True, False))
    outbox = Tired(tmp_path / "outbox") if is_there else Outbox(tmp_path / "outbox")
    if not is_there:
        outbox.put("write")
    bell = Bell(server.url if is_there else NOWHERE)
    crew = Crew(bell, outbox, tmp_path / "lock", "here", is_wanted=lambda: next(turns))
    crew._work_until_stopped()
    bell.close()
    why = "jobs wait: OSError" if is_there else "jobs wait: Redis does not answer"
    assert [message.startswith(why) for message in caplog.messages] == [True, True]


class Away(Outbox):
    """An outbox that is away while `is_away` says so."""

    is_away = True

    def ask(self, sql: str, *values: Any) -> Any:
        if self.is_away:
            raise OSError("the database is away")
        return super().ask(sql, *values)


def an_end() -> int:
    """Give the pid of a process that ended as no worker should."""
    pid = os.posix_spawn(sys.executable, [sys.executable, "-Sc", "raise SystemExit(1)"], os.environ)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    return pid


def test_a_worker_that_dies_while_the_database_is_away_takes_no_crew_with_it(
    server: RedisServer,
    outbox: Outbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What it held is offered again once the database is back, and only then another begins."""
    monkeypatch.setattr("lapel.ports.jobs.crew.SWEEP_EVERY", 0.01)
    work, source, begun = outbox.put("write"), Away(outbox.file), []
    outbox.claim(holder="celery:here:light-1:", heavy=False)
    turns = iter(range(200))

    def is_wanted() -> bool:
        source.is_away = (turn := next(turns)) < 3
        return turn < 199 and not begun

    with closing(Bell(server.url)) as bell:
        crew = Crew(bell, source, tmp_path / "lock", "here", is_wanted=is_wanted)
        crew.places = [Place(heavy=False, number=1, pid=an_end())]
        monkeypatch.setattr(crew, "_start", lambda _place: begun.append(outbox.state(work)))
        crew._work_until_stopped()
    assert begun == ["waiting"]
    assert "jobs wait: OSError: the database is away" in caplog.messages


def test_a_crew_ends_in_order_while_the_database_is_away(
    outbox: Outbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Leases it cannot give back lapse."""
    Crew(Bell(NOWHERE), Away(outbox.file), tmp_path / "lock", "here")._end()
    assert caplog.messages == [
        "what workers held waits for its leases to lapse: the database is away"
    ]


def test_one_workers_end_leaves_another_what_it_holds(outbox: Outbox, tmp_path: Path) -> None:
    """The tenth place's name begins as the first's does."""
    work = outbox.put("write", heavy=True)
    crew = Crew(Bell(NOWHERE), outbox, tmp_path / "lock", "here")
    outbox.claim(holder=crew._holder(Place(heavy=True, number=10)), heavy=True)
    gone = Place(heavy=True, number=1, pid=an_end(), not_before=float("inf"))
    crew._mind(gone)
    assert (gone.pid, gone.owes, outbox.state(work)) == (0, False, "leased")


def test_a_lease_that_cannot_be_renewed_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Work goes on while the database is away for a moment."""
    monkeypatch.setattr("lapel.ports.jobs.leases.RENEW_EVERY", 0.01)
    with renewing(Tired(tmp_path / "outbox"), 1):
        until(lambda: len(caplog.messages) >= 2)
    assert "could not be renewed: no room on the disk" in caplog.messages[0]


def test_a_queue_that_cannot_be_written_to_is_a_sentence(outbox: Outbox, tmp_path: Path) -> None:
    """As kombu's own error would not be."""
    crew = Crew(Bell(NOWHERE), outbox, tmp_path / "lock", "here")
    with pytest.raises(JobsError, match="Redis does not answer"):
        crew._wake("light", 1)


@pytest.fixture
def fresh_state() -> Iterator[None]:
    """Let a test use Celery's word for stopping, which is one for the process."""
    before = state.should_stop
    state.should_stop = None
    yield
    state.should_stop = before


def test_a_worker_ends_where_its_outbox_cannot_be_asked(fresh_state: None, tmp_path: Path) -> None:
    """The crew starts another, after a pause that grows."""
    worker = Worker(NOWHERE, Tired(tmp_path / "outbox"), heavy=False, holder="celery:x:light-1")
    worker.work_off(again=pytest.fail)
    assert state.should_stop == os.EX_SOFTWARE


def test_a_turn_ends_with_a_wake_for_the_next(
    fresh_state: None, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a worker hears between turns that it is to end, and work that is left is not."""
    monkeypatch.setattr("lapel.ports.jobs.celery.A_TURN", 0.0)
    again: list[int] = []
    worker = Worker(NOWHERE, outbox, heavy=True, holder="celery:x:heavy-1")
    worker.work_off(again=lambda: again.append(1))
    assert again == [1]


def test_pages_load_neither_celery_nor_kombu() -> None:
    """They ring a bell, for which redis-py is enough."""
    code = (
        "import sys; from lapel.ports.jobs import from_url; from_url('celery+redis://x/0'); "
        "print(sorted({'celery', 'kombu', 'redis'} & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert told.strip() == "['redis']"

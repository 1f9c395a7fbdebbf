"""A small outbox in a SQLite file and a process that delivers it, to watch a runner from outside.

Run as a program (`workshop.py FILE LOCK ADDRESS NAME`) it delivers that outbox with the engine of
this address, as a crew of this name where there are many.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Start = Callable[[], subprocess.Popen[str]]

ATTEMPTS = 3
PAUSE = 0.2
LEASE = 8.0
SCHEMA = """
create table if not exists work (
  id integer primary key, what text, heavy integer, state text default 'waiting',
  holder text default '', attempts integer default 0, renewals integer default 0,
  due real default 0, lease_until real default 0);
create table if not exists done (work integer, pid integer, parent integer, at real);
"""
DUE = """heavy=? and
  (state='waiting' and due<=? or state='leased' and lease_until<=?)"""


@dataclass
class Outbox:
    """What an engine delivers: `write`, `sleep <seconds>`, `fail`, or once `die` or `stumble`.

    What fails is offered again after a pause, and parked after its attempts.
    """

    file: Path

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.file, timeout=20, isolation_level=None)) as base:
            base.execute("pragma synchronous=off")  # processes are killed here, never the power
            base.executescript(SCHEMA)
            return base.execute(sql, values).fetchall()

    def put(self, what: str, *, heavy: bool = False, due_in: float = 0.0) -> int:
        sql = "insert into work (what, heavy, due) values (?, ?, ?) returning id"
        return int(self.ask(sql, what, heavy, now() + due_in)[0][0])

    def claim(self, *, holder: str, heavy: bool) -> int | None:
        sql = f"""update work set state='leased', holder=?, attempts=attempts+1, lease_until=?
                 where id in (select id from work where {DUE} limit 1) returning id"""
        taken = self.ask(sql, holder, now() + LEASE, heavy, now(), now())
        return int(taken[0][0]) if taken else None

    def is_due(self, *, heavy: bool) -> bool:
        return bool(self.ask(f"select 1 from work where {DUE} limit 1", heavy, now(), now()))

    def deliver(self, work: int) -> bool:
        what, attempts = self.ask("select what, attempts from work where id=?", work)[0]
        word, _space, number = what.partition(" ")
        self.ask("insert into done values (?, ?, ?, ?)", work, os.getpid(), os.getppid(), now())
        if word == "sleep":
            time.sleep(float(number))
        if word == "die" and attempts == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        if word == "stumble" and attempts == 1:
            raise OSError("the outbox could not be written")
        if word == "fail":
            state = "parked" if attempts >= ATTEMPTS else "waiting"
            self.ask("update work set state=?, due=? where id=?", state, now() + PAUSE, work)
            return False
        self.ask("update work set state='done' where id=?", work)
        return True

    def renew(self, work: int) -> None:
        sql = "update work set renewals=renewals+1, lease_until=? where id=?"
        self.ask(sql, now() + LEASE, work)

    def release(self, *, holder_prefix: str, unused: bool = False) -> int:
        sql = """update work set state='waiting', holder='', attempts=attempts-?
                 where state='leased' and holder like ? returning id"""
        return len(self.ask(sql, unused, f"{holder_prefix}%"))

    def hang_up(self) -> None:
        """Hold nothing open."""

    def moments(self, work: int) -> list[float]:
        """Give when a piece of work was begun, each time."""
        return [row[0] for row in self.ask("select at from done where work=? order by at", work)]

    def begun(self, work: int) -> list[int]:
        """Give the process of each time a piece of work was begun."""
        return [row[0] for row in self.ask("select pid from done where work=? order by at", work)]

    def state(self, work: int) -> str:
        return str(self.ask("select state from work where id=?", work)[0][0])

    def attempts(self, work: int) -> int:
        return int(self.ask("select attempts from work where id=?", work)[0][0])


def now() -> float:
    return time.time()


def until(true: Callable[[], Any], *, seconds: float = 60.0) -> Any:
    """Wait for something to be true, and give it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = true()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it did not happen in time")


def start(
    outbox: Outbox, lock: Path, url: str = "embedded:", name: str = "here"
) -> subprocess.Popen[str]:
    """Start what delivers it, in a process of its own."""
    command = [sys.executable, __file__, str(outbox.file), str(lock), url, name]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


@contextmanager
def starting(outbox: Outbox, lock: Path, url: str = "embedded:") -> Iterator[Start]:
    """Give what starts processes that deliver it, and leave none of them behind."""
    started: list[subprocess.Popen[str]] = []

    def begin() -> subprocess.Popen[str]:
        started.append(start(outbox, lock, url))
        return started[-1]

    yield begin
    for process in started:
        _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    assert process.stderr
    process.stderr.close()


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that ended and was not waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def main() -> None:
    from lapel.ports.jobs import celery, from_url, leases, processes
    from lapel.ports.jobs.bell import OnRedis
    from lapel.ports.jobs.crew import Crew
    from lapel.ports.jobs.embedded import EmbeddedRunner

    leases.RENEW_EVERY, processes.LOCK_WAIT = 0.3, 0.5
    outbox, lock, engine = Outbox(Path(sys.argv[1])), Path(sys.argv[2]), from_url(sys.argv[3])
    celery.FRESH_AFTER = 50
    if isinstance(engine, OnRedis):
        crew = Crew(engine.bell, outbox, lock, sys.argv[4], light=1, heavy=2, grace=0.5)
        crew.run()
    else:
        EmbeddedRunner(outbox, lock).run()


if __name__ == "__main__":
    main()

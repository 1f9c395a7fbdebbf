"""A small outbox in a SQLite file and a process that delivers it, to watch a runner from outside.

Run as a program (`workshop.py FILE LOCK`) it is an embedded runner on that outbox.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMA = """
create table if not exists work (
  id integer primary key, what text, heavy integer, state text default 'waiting',
  holder text default '', attempts integer default 0, renewals integer default 0);
create table if not exists done (work integer, pid integer, parent integer, at real);
"""


@dataclass
class Outbox:
    """What a runner delivers: `write`, `sleep <seconds>`, or the first time `die` or `stumble`."""

    file: Path

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.file, timeout=20, isolation_level=None)) as base:
            base.executescript(SCHEMA)
            return base.execute(sql, values).fetchall()

    def put(self, what: str, *, heavy: bool = False) -> int:
        sql = "insert into work (what, heavy) values (?, ?) returning id"
        return int(self.ask(sql, what, heavy)[0][0])

    def claim(self, *, holder: str, heavy: bool) -> int | None:
        sql = """update work set state='leased', holder=?, attempts=attempts+1 where id in
                 (select id from work where state='waiting' and heavy=? limit 1) returning id"""
        taken = self.ask(sql, holder, heavy)
        return int(taken[0][0]) if taken else None

    def is_due(self, *, heavy: bool) -> bool:
        return bool(self.ask("select 1 from work where state='waiting' and heavy=?", heavy))

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
        self.ask("update work set state='done' where id=?", work)
        return True

    def renew(self, work: int) -> None:
        self.ask("update work set renewals=renewals+1 where id=?", work)

    def release(self, *, holder_prefix: str, unused: bool = False) -> int:
        sql = """update work set state='waiting', holder='', attempts=attempts-?
                 where state='leased' and holder like ? returning id"""
        return len(self.ask(sql, unused, f"{holder_prefix}%"))

    def hang_up(self) -> None:
        """Hold nothing open."""

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


def start(outbox: Outbox, lock: Path) -> subprocess.Popen[str]:
    """Start a runner in a process of its own."""
    command = [sys.executable, __file__, str(outbox.file), str(lock)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that ended and was not waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def main() -> None:
    from lapel.ports.jobs import embedded

    embedded.RENEW_EVERY = 0.1
    embedded.LOCK_WAIT = 0.5
    embedded.EmbeddedRunner(Outbox(Path(sys.argv[1])), Path(sys.argv[2])).run()


if __name__ == "__main__":
    main()

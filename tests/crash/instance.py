"""A real `lapel serve` in a folder of its own, and the ways to kill it."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
LINES_TOLD = 60
UNDONE = """
    SELECT receiver, state, attempts, due_at, holder, lease_until, error
    FROM record_delivery WHERE state <> 'done' ORDER BY due_at
"""
TARGETS = ("web worker", "web server", "job runner", "heavy child", "everything")


def free_port() -> int:
    """Find a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Instance:
    """An instance that is served; `kills` counts how often something of it was killed."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home = home
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.traps = home / "failpoints"
        self.traps.mkdir(parents=True, exist_ok=True)
        self.log = home / "serve.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.kills = 0
        self.words: list[str] = []  # more words for `lapel serve`
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("LAPEL_")},
            "DJANGO_SETTINGS_MODULE": "lapel.settings",
            "LAPEL_HOME": str(home),
            "LAPEL_BASE_URL": self.url,
            **environment,
        }

    def run(self, script: str, *arguments: str) -> Any:
        """Run a program of this folder in the instance and give the JSON it prints last."""
        done = subprocess.run(
            [sys.executable, str(HERE / script), *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=300,
        )
        return json.loads(done.stdout.splitlines()[-1])

    def start(self) -> None:
        """Serve; returns at once, a client waits until it answers."""
        if self.process is not None:
            self.process.wait(20)  # a forerunner that was killed
        command = [sys.executable, "-m", "lapel.doors.cli.main", "serve", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *self.words],
                env={**self.environment, "LAPEL_FAILPOINTS": str(self.traps)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self) -> list[str]:
        """End it by one Ctrl-C; gives the command lines of what was left behind."""
        everything = self.processes()
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(40)
        left = [each for each in everything if _is_alive(each)]
        names = [" ".join(_command(each)) for each in left]
        names += [f"{each} listens on {self.port}" for each in self._listeners()]
        self.kill_all()
        return names

    def arm(self, name: str) -> None:
        """Let the next process that reaches this failpoint die there."""
        (self.traps / name).touch()

    def armed(self) -> set[str]:
        """Give the failpoints that nothing has reached yet."""
        return {path.name for path in self.traps.iterdir()}

    def disarm(self) -> None:
        """Let no failpoint kill any more."""
        for path in self.traps.iterdir():
            path.unlink(missing_ok=True)

    def processes(self) -> list[psutil.Process]:
        """Give the minder and all that descends from it."""
        if self.process is None:
            return []
        with suppress(psutil.NoSuchProcess):
            minder = psutil.Process(self.process.pid)
            return [minder, *minder.children(recursive=True)]
        return []

    def part(self, name: str) -> psutil.Process | None:
        """Find one part by its name in TARGETS."""
        word, inner = {
            "web server": ("granian", False),
            "web worker": ("granian", True),
            "job runner": ("lapel.doors.cli.runner", False),
            "heavy child": ("lapel.doors.cli.runner", True),
        }[name]
        for each in self.processes():
            with suppress(psutil.NoSuchProcess):
                is_inner = self.process is not None and each.ppid() != self.process.pid
                if word in each.cmdline() and is_inner == inner:
                    return each
        return None

    def kill(self, target: str) -> bool:
        """Kill one part by -9, or all at once and serve again; False where it was not there."""
        if target == "everything":
            self.kill_all()
            self.start()
            self.kills += 1
            return True
        found = self.part(target)
        if found is None:
            return False
        with suppress(psutil.NoSuchProcess):
            found.kill()
            self.kills += 1
            return True
        return False

    def kill_all(self) -> None:
        """Kill every process of the instance, as a power cut would."""
        every = self.processes()
        for each in every:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        psutil.wait_procs(every, timeout=20)
        if self.process is not None:
            self.process.wait(20)

    @contextmanager
    def explaining(self) -> Iterator[None]:
        """Add to whatever goes wrong in the block how the instance stood then."""
        try:
            yield
        except Exception as wrong:
            wrong.add_note("\n".join(self._standing()))
            raise

    def _standing(self) -> Iterator[str]:
        ended = self.process.poll() if self.process is not None else "never began"
        now = datetime.now(UTC).isoformat(timespec="seconds")
        yield f"{now}: minder {'runs' if ended is None else f'ended: {ended}'}; {self.kills} kills"
        yield from (f"  {each.pid}: {' '.join(_command(each))}" for each in self.processes())
        yield from (f"  {each} listens on {self.port}" for each in self._listeners())
        yield f"armed: {sorted(self.armed())}"
        yield "deliveries that are not done:"
        yield from (f"  {row}" for row in self._undone())
        yield f"the last of {self.log}:"
        yield from self.log.read_text(errors="replace").splitlines()[-LINES_TOLD:]

    def _listeners(self) -> set[int | None]:
        found = psutil.net_connections("tcp")
        return {
            each.pid for each in found if each.status == "LISTEN" and each.laddr.port == self.port
        }

    def _undone(self) -> list[Any]:
        try:
            with closing(sqlite3.connect(self.home / "db" / "lapel.sqlite3")) as database:
                return database.execute(UNDONE).fetchall()
        except sqlite3.Error as error:
            return [error]


def _is_alive(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    return False


def _command(process: psutil.Process) -> list[str]:
    with suppress(psutil.NoSuchProcess):
        return list(process.cmdline())
    return []


def wait_for(true: Any, what: str, *, seconds: float = 120.0) -> Any:
    """Wait until something is true, and give it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = true()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds:.0f} s for {what}")

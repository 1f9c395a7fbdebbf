"""`lapel serve`: web and jobs in one command, one Ctrl-C.

This process only minds two children, the web server and the job runner, so it imports neither.
Where one of them dies it is started again; where this one dies the kernel ends both.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

PR_SET_PDEATHSIG = 1
GRACE = 10.0
READY = 30.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `serve` takes."""
    parser.add_argument("--host", default="127.0.0.1", help="address to bind to (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to bind to (8000)")
    parser.add_argument("--threads", type=int, default=8, help="pages made at once (8)")
    parser.add_argument("--tls-certificate", type=Path, help="PEM file, to serve https itself")
    parser.add_argument("--tls-key", type=Path, help="PEM file of the certificate's key")


def run(options: argparse.Namespace) -> int:
    """Prepare the instance, start both children and mind them."""
    prepared = subprocess.run([sys.executable, "-m", "lapel.doors.cli.prepare"], check=False)
    if prepared.returncode:
        return prepared.returncode
    return _Minder([_web(options), _jobs()]).mind()


def _web(options: argparse.Namespace) -> list[str]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    command += ["--host", options.host, "--port", str(options.port)]
    command += ["--workers", "1", "--blocking-threads", str(options.threads)]
    command += ["--respawn-failed-workers", "--log-level", "warning"]
    if options.tls_certificate:
        command += ["--ssl-certificate", str(options.tls_certificate)]
        command += ["--ssl-keyfile", str(options.tls_key)]
    return [*command, "lapel.doors.web.wsgi:application"]


def _jobs() -> list[str]:
    return [sys.executable, "-m", "lapel.doors.cli.runner"]


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class _Minder:
    """Keeps commands running until told to stop."""

    def __init__(self, commands: list[list[str]]) -> None:
        self._commands = commands
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self._stopping = False

    def mind(self) -> int:
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        deaths: list[float] = []
        while not self._stopping:
            for number in self._missing():
                deaths = [*(each for each in deaths if each > time.monotonic() - READY)]
                if len(deaths) > 2 * len(self._commands):
                    print("A part of Lapel ends again and again; see the lines above.")
                    self._end_all()
                    return 1
                deaths.append(time.monotonic())
                self._start(number)
            time.sleep(0.2)
        self._end_all()
        return 0

    def _missing(self) -> Iterator[int]:
        for number in range(len(self._commands)):
            process = self._running.get(number)
            if process is None or process.poll() is not None:
                yield number

    def _start(self, number: int) -> None:
        self._running[number] = subprocess.Popen(
            self._commands[number],
            preexec_fn=_die_with_parent,  # noqa: PLW1509 (this process has one thread)
            start_new_session=True,  # so that one Ctrl-C reaches us alone and we end both in order
            env=os.environ,
        )

    def _stop(self, _signal: int, _frame: object) -> None:
        self._stopping = True

    def _end_all(self) -> None:
        for process in self._running.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + GRACE
        for process in self._running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def held(lock: Path) -> bool:
    """Tell whether a runner holds this instance's lock, so that something is serving."""
    if not lock.exists():
        return False
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False

"""`lapel serve`: web and jobs in one command, one Ctrl-C.

This process only minds two children, the web server and the job runner, so it imports neither.
Where one of them dies it is started again; where this one dies the kernel ends both.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from lapel.doors.cli.prepare import make_folders
from lapel.env import in_file
from lapel.ports.jobs.processes import AlreadyRunningError, end_with_parent, is_held, the_only_one

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

LOOK_EVERY = 0.1
GRACE = 8.0
# A forerunner that ends in order takes its grace; one that was killed, what its disk needs.
FORERUNNER = GRACE + 2.0
TELL_AFTER = 1.0
# A part that lived so long was no failed start.
GROWN = 10.0
LONGEST_PAUSE = 5.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `serve` takes."""
    parser.add_argument("--host", default="127.0.0.1", help="address to bind to (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to bind to (8000)")
    parser.add_argument("--threads", type=int, default=32, help="pages and uploads at once (32)")
    parser.add_argument("--processes", type=int, default=1, help="processes that serve pages (1)")
    parser.add_argument(
        "--web-only", action="store_true", help="no jobs here: `lapel work` delivers them elsewhere"
    )
    parser.add_argument("--demo", action="store_true", help="load the demo where nothing is yet")
    parser.add_argument("--tls-certificate", type=Path, help="PEM file, to serve https itself")
    parser.add_argument("--tls-key", type=Path, help="PEM file of the certificate's key")


def run(options: argparse.Namespace) -> int:
    """Prepare the instance, start both children and mind them."""
    home = Path(os.environ.get("LAPEL_HOME", "") or "var").expanduser().absolute()
    _go_by_port(options.port, home)
    hindrance = _without_jobs(options, home) or _after_forerunner(options, home)
    if hindrance:
        return _cannot_start(hindrance)
    try:
        make_folders(home)
    except OSError as error:
        return _cannot_start(f"LAPEL_HOME cannot be used: {error}")
    try:
        # The runner's own lock is free while one that was killed is started again, or still loads.
        with nullcontext() if options.web_only else the_only_one(_minders_lock(home), wait=1):
            return _serve(options, home)
    except AlreadyRunningError:
        return _cannot_start(_served_already(home))


def is_served(home: Path, *, but_by: int = 0) -> bool:
    """Tell whether an instance is served here, or one that was killed still ends.

    A process that a minder began, as a demo's loading, asks for any `but_by` this one.
    """
    lock = _minders_lock(home)
    is_minded = is_held(lock) and not (but_by and is_held(lock, by=but_by))
    return is_minded or is_held(_runners_lock(home))


def _serve(options: argparse.Namespace, home: Path) -> int:
    code = _prepare(["main", "demo", "--if-empty"] if options.demo else ["prepare"])
    if code:
        return code
    # Asked to end while it replaces a worker, granian may miss it; nobody would ask again.
    web = _Part("web server", _web(options), unminded=signal.SIGKILL)
    parts = [web]
    if not options.web_only:
        at_work = partial(is_held, _runners_lock(home))
        parts += [_Part("job runner", _jobs(home), tries=8, is_at_work=at_work)]
    return _Minder(parts, options, _set("LAPEL_BASE_URL", home).rstrip("/")).mind()


def _cannot_start(why: str) -> int:
    print(f"lapel cannot start: {why}", file=sys.stderr)
    return 1


def _served_already(home: Path) -> str:
    return f"another `lapel serve` serves {home} already; end it first."


def _minders_lock(home: Path) -> Path:
    return home / "serve.lock"  # not with the tables, which a demo that begins anew throws away


def _runners_lock(home: Path) -> Path:
    return home / "db" / "runner.lock"


def _set(name: str, home: Path) -> str:
    """Give what is set under a name, before settings are read; "" where nothing is."""
    return os.environ.get(name, in_file(home / "lapel.env").get(name, "")).strip()


def _are_many(home: Path) -> bool:
    """Tell whether jobs are delivered by as many machines as there are."""
    return _set("LAPEL_JOBS_URL", home).startswith("celery+")


def _without_jobs(options: argparse.Namespace, home: Path) -> str:
    """Say that pages alone would leave nobody to deliver jobs; "" where others may."""
    if options.web_only and not _are_many(home):
        return (
            "--web-only leaves jobs to `lapel work`, which needs "
            "LAPEL_JOBS_URL=celery+redis://host:6379/0."
        )
    return ""


def _prepare(words: list[str]) -> int:
    """Prepare in a process that ends before others begin, and with this one; gives its code.

    `demo` prepares what it loads into, so that it takes the place of `prepare`.
    """
    command = [sys.executable, "-m", f"lapel.doors.cli.{words[0]}", *words[1:]]
    with subprocess.Popen(
        command,
        preexec_fn=_end_with_us(),  # noqa: PLW1509 (this process has one thread)
        start_new_session=True,  # so that one Ctrl-C reaches us alone
    ) as preparing:
        try:
            return preparing.wait()
        except KeyboardInterrupt:
            preparing.terminate()
            preparing.wait(GRACE)
            raise


def _end_with_us(by: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    return partial(end_with_parent, os.getpid(), by=by)


def _go_by_port(port: int, home: Path) -> None:
    """Let a demo on another port know its own address; a real instance has it in lapel.env."""
    if port != 8000 and not (home / "lapel.env").exists():
        os.environ.setdefault("LAPEL_BASE_URL", f"http://localhost:{port}")


def _after_forerunner(options: argparse.Namespace, home: Path) -> str:
    """Tell in a sentence what hinders; waits a moment for one that is just ending."""
    begun = time.monotonic()
    told = False
    while hindrance := _hindrance(options, home):
        waited = time.monotonic() - begun
        if waited > FORERUNNER:
            break
        if waited > TELL_AFTER and not told:
            told = True
            print(f"Waiting {FORERUNNER:.0f} s: {hindrance}", file=sys.stderr, flush=True)
        time.sleep(LOOK_EVERY)
    return hindrance


def _hindrance(options: argparse.Namespace, home: Path) -> str:
    if not options.web_only and is_served(home):
        return _served_already(home)
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.host, options.port))
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or error
            return f"port {options.port} on {options.host} is not free ({why}); try --port."
    return ""


def _web(options: argparse.Namespace) -> list[str]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    command += ["--host", options.host, "--port", str(options.port)]
    command += ["--workers", str(options.processes)]
    command += ["--blocking-threads", str(options.threads)]
    command += ["--respawn-failed-workers", "--log-level", "error"]
    if options.tls_certificate:
        command += ["--ssl-certificate", str(options.tls_certificate)]
        command += ["--ssl-keyfile", str(options.tls_key)]
    return [*command, "--factory", "lapel.doors.cli.worker:application"]


def _jobs(home: Path) -> list[str]:
    if _are_many(home):
        # less than this process waits for its parts
        words = ["lapel.doors.cli.main", "work", "--grace", str(GRACE - 2)]
        return [sys.executable, "-m", *words]
    return [sys.executable, "-m", "lapel.doors.cli.runner"]


@dataclass
class _Part:
    """A child that is started again whenever it dies, after a pause that grows while it fails."""

    name: str
    command: list[str]
    tries: int = 6
    is_at_work: Callable[[int], bool] = lambda _pid: False  # a proof that comes before it is grown
    unminded: signal.Signals = signal.SIGTERM  # what ends it where the minder is killed
    process: subprocess.Popen[bytes] | None = None
    begun: float = 0.0
    not_before: float = 0.0
    died_young: int = 0
    has_worked: bool = False

    @property
    def is_hopeless(self) -> bool:
        """Tell whether it never worked and does not get going."""
        return not self.has_worked and self.died_young >= self.tries

    def mind(self) -> None:
        """Start it where it is not running."""
        moment = time.monotonic()
        if self.process is not None and _has_ended(self.process):
            self._note_death(moment)
        if self.process is None and moment >= self.not_before:
            self._start(moment)
        if self.process is not None and moment - self.begun > GROWN:
            self.has_worked, self.died_young = True, 0
        # or a runner that is killed at its work again and again would pass for one that never began
        if self.process is not None and not self.has_worked:
            self.has_worked = self.is_at_work(self.process.pid)

    def _start(self, moment: float) -> None:
        self.begun = moment
        self.process = subprocess.Popen(
            self.command,
            preexec_fn=_end_with_us(self.unminded),  # noqa: PLW1509 (this process has one thread)
            start_new_session=True,  # so that one Ctrl-C reaches us alone and we end both in order
            env=os.environ,
        )

    def _note_death(self, moment: float) -> None:
        assert self.process is not None
        # Before its number is given up: what it started must not outlive it.
        end_group(self.process.pid)
        self.process.wait()
        self.process = None
        self.died_young += 1
        pause = min(0.25 * 2 ** (self.died_young - 1), LONGEST_PAUSE)
        self.not_before = moment + (pause if self.died_young > 1 else 0.0)

    def end(self, deadline: float) -> None:
        """Wait until it ended as it was told to, and no longer than that."""
        if self.process is None:
            return
        while not _has_ended(self.process) and time.monotonic() < deadline:
            time.sleep(LOOK_EVERY / 2)
        end_group(self.process.pid)
        self.process.wait()


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Tell whether a child ended, and leave its number taken."""
    seen = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    return seen is not None


def end_group(leader: int) -> None:
    """Kill whatever still runs in a child's own process group."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # nobody is left; a zombie alone, on macOS
        return


class _Minder:
    """Keeps the parts running until told to stop."""

    def __init__(self, parts: list[_Part], options: argparse.Namespace, own_address: str) -> None:
        self._parts = parts
        self._options = options
        self._own_address = own_address
        self._stopping = False
        self._is_ready = False

    def mind(self) -> int:
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        while not self._stopping:
            for part in self._parts:
                part.mind()
                if part.is_hopeless:
                    print(f"The {part.name} cannot start; see the lines above.", file=sys.stderr)
                    self._end_all()
                    return 1
            if not self._is_ready:
                self._greet()
            time.sleep(LOOK_EVERY)
        self._end_all()
        return 0

    def _greet(self) -> None:
        """Say once where Lapel answers."""
        if not _answers(self._options.host, self._options.port):
            return
        self._is_ready = self._parts[0].has_worked = True
        scheme = "https" if self._options.tls_certificate else "http"
        host = self._options.host
        shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::1", "::"} else host  # noqa: S104 (compared, not bound)
        port = self._options.port
        here = f"{scheme}://{shown}:{port}"
        # Another address than its own answers 400: what it listens on is no place to go then.
        is_elsewhere = self._own_address not in ("", here)
        served = f"{self._own_address}, listening on {host}, port {port}" if is_elsewhere else here
        print(f"Lapel serves {served} (Ctrl-C ends)", flush=True)

    def _stop(self, _signal: int, _frame: object) -> None:
        self._stopping = True

    def _end_all(self) -> None:
        running = [part for part in self._parts if part.process is not None]
        for part in running:
            if part.process is not None:
                part.process.terminate()
        deadline = time.monotonic() + GRACE
        for part in running:
            part.end(deadline)


def _answers(host: str, port: int) -> bool:
    """Tell whether a worker answers; what is no HTTP it turns away before any page is made."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (asked, not bound)
    try:
        with socket.create_connection((reachable, port), timeout=1.0) as asking:
            asking.sendall(b"\x00\r\n\r\n")
            asking.recv(1)
    except OSError:
        return False
    return True

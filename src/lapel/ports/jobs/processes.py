"""What a process does so that there is one of it, and nothing outlives what started it."""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import logging
import os
import platform
import signal
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

log = logging.getLogger(__name__)

PR_SET_PDEATHSIG = 1  # prctl(2)
# A forerunner's child may need a moment to notice that its parent was killed.
LOCK_WAIT = 5.0
LOOK_EVERY = 0.1
# machine-id(5); where there is none, as in most containers, what the kernel drew at its start.
MACHINE_IDS = (Path("/etc/machine-id"), Path("/proc/sys/kernel/random/boot_id"))
NOT_YET = "uninitialized"


def machine_name(home: Path) -> str:
    """Name what this machine, in this folder, does for an instance; the same after each start.

    No other machine's name is the same, unless it has this one's host name, folder and machine id.
    """
    whole = "\n".join((platform.node(), _machine_id(), str(home)))
    return f"{platform.node()[:24]}-{hashlib.sha256(whole.encode()).hexdigest()[:12]}"


def _machine_id() -> str:
    for file in MACHINE_IDS:
        with suppress(OSError):
            said = file.read_text().strip()
            if said and said != NOT_YET:
                return said
    return ""


class AlreadyRunningError(RuntimeError):
    """Another process of this instance holds its lock."""


@contextmanager
def the_only_one(lock: Path, *, wait: float = LOCK_WAIT) -> Iterator[None]:
    """Hold an instance's lock for the block, with every child forked in it; AlreadyRunningError.

    It is waited for so many seconds. Its file says who holds it, so that who started a process
    can tell that it is this one.
    """
    with lock.open("a") as held:  # who waits must not wipe out who holds it
        _take(held.fileno(), wait)
        held.truncate(0)
        print(os.getpid(), file=held, flush=True)
        yield


def is_held(lock: Path, by: int = 0) -> bool:
    """Tell whether a process holds a lock; where a pid is given, whether this one took it."""
    try:
        with lock.open() as file:
            holder = file.read().strip()
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return not by or holder == str(by)
    except FileNotFoundError:
        return False
    return False


def _take(lock: int, wait: float) -> None:
    deadline = time.monotonic() + wait
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise AlreadyRunningError(
                    "another runner already delivers this instance's jobs"
                ) from None
        time.sleep(LOOK_EVERY)


def end_with_parent(parent: int, *, by: signal.Signals = signal.SIGKILL) -> None:
    """Have the kernel signal this process when `parent` (its parent's pid) ends, by -9 too."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, by)
    if os.getppid() != parent:  # it ended before the kernel was asked
        os.kill(os.getpid(), by)


def fork_worker(work: Callable[[], None], *, name: str) -> int:
    """Fork a child that does this work and ends, with us at the latest; gives its pid.

    Ctrl-C reaches us alone, who end it in order (SIGTERM). What the work raises is logged, and the
    child ends with 1.
    """
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        _be_a_worker(work, parent, name)
    return pid


def _be_a_worker(work: Callable[[], None], parent: int, name: str) -> NoReturn:
    """Never return into what the parent was doing, whatever happens."""
    code = 1
    try:
        # Or it would work on beside whoever follows us, who offers the same work again.
        end_with_parent(parent)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        work()
        code = 0
    except BaseException:
        log.exception("%s could not go on", name)
    finally:
        os._exit(code)

"""What a process does so that there is one of it, and nothing outlives what started it."""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import os
import platform
import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PR_SET_PDEATHSIG = 1  # prctl(2)
# A forerunner's child may need a moment to notice that its parent was killed.
LOCK_WAIT = 5.0
LOOK_EVERY = 0.1


def machine_name(home: Path) -> str:
    """Name what this machine, in this folder, does for an instance; the same after each start."""
    return f"{platform.node()[:24]}-{hashlib.sha256(str(home).encode()).hexdigest()[:8]}"


class AlreadyRunningError(RuntimeError):
    """Another process of this instance holds its lock."""


@contextmanager
def the_only_one(lock: Path) -> Iterator[None]:
    """Hold an instance's lock for the block, with every child forked in it; AlreadyRunningError."""
    with lock.open("w") as held:
        _take(held.fileno())
        yield


def _take(lock: int) -> None:
    deadline = time.monotonic() + LOCK_WAIT
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

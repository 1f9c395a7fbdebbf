"""What a child that opens a stranger's file may use, and for how long."""

import contextlib
import ctypes
import os
import resource
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import subprocess

PR_SET_PDEATHSIG = 1  # prctl(2)
# Seconds after SIGXCPU until the kernel kills: told apart from a kill by somebody else.
LAST_SECONDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Address space and largest written file in MiB, seconds of CPU and of the clock."""

    memory_mb: int = 2048
    seconds: int = 120
    file_mb: int = 256


def apply(limits: Limits, *, parent: int) -> None:
    """Put the limits on this process, for good; it ends with `parent`, its parent's pid."""
    mebi = 1024 * 1024
    _cap(resource.RLIMIT_CORE, 0)
    _cap(resource.RLIMIT_NOFILE, 256)
    _cap(resource.RLIMIT_CPU, limits.seconds, limits.seconds + LAST_SECONDS)
    _cap(resource.RLIMIT_FSIZE, limits.file_mb * mebi)
    if sys.platform == "linux":
        # elsewhere the address space cannot be capped
        _cap(resource.RLIMIT_AS, limits.memory_mb * mebi)
    end_with_parent(parent)


def end_with_parent(parent: int) -> None:
    """Have the kernel end this process with its parent, where it can; at once if that is gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the kernel was asked
        os.kill(os.getpid(), signal.SIGKILL)


@contextlib.contextmanager
def stopped_after(child: "subprocess.Popen[Any]", seconds: float) -> Iterator[threading.Event]:
    """End a child and what it started when its time is over, and in any case after the block.

    It leads a group of its own (`start_new_session`). Gives what is set where time was over.
    """
    late = threading.Event()

    def stop() -> None:
        late.set()
        _kill_group(child.pid)

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()
        _kill_group(child.pid)


def _kill_group(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _cap(which: int, soft: int, hard: int | None = None) -> None:
    _soft, most = resource.getrlimit(which)
    wanted = (soft, soft if hard is None else hard)
    caps = [each if most == resource.RLIM_INFINITY else min(each, most) for each in wanted]
    resource.setrlimit(which, (caps[0], caps[1]))

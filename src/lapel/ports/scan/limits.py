"""What a child that opens a stranger's file may use."""

import ctypes
import resource
import signal
import sys
from dataclasses import dataclass

PR_SET_PDEATHSIG = 1  # prctl(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Address space and largest written file in MiB, seconds of CPU and of the clock."""

    memory_mb: int = 2048
    seconds: int = 120
    file_mb: int = 256


def apply(limits: Limits) -> None:
    """Put the limits on this process, for good."""
    mebi = 1024 * 1024
    _cap(resource.RLIMIT_CORE, 0)
    _cap(resource.RLIMIT_NOFILE, 256)
    _cap(resource.RLIMIT_CPU, limits.seconds)
    _cap(resource.RLIMIT_FSIZE, limits.file_mb * mebi)
    if sys.platform == "linux":
        # elsewhere the address space cannot be capped
        _cap(resource.RLIMIT_AS, limits.memory_mb * mebi)
    end_with_parent()


def end_with_parent() -> None:
    """Have the kernel end this process with its parent, where the kernel can do that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _cap(which: int, value: int) -> None:
    _soft, hard = resource.getrlimit(which)
    cap = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (cap, cap))

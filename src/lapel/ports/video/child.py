"""Puts limits on itself and becomes another program: `child.py LIMITS PROGRAM ARGUMENTS`.

It is run by its file's name, without the package and without site-packages.
"""

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2)
LARGEST_FILE = 8 * 1024**3
# Seconds after SIGXCPU until the kernel kills: told apart from a kill by somebody else.
LAST_SECONDS = 5


def main(arguments: list[str]) -> None:
    """Apply "memory in MiB,seconds of CPU" to this process, then exec the rest."""
    memory_mb, seconds = map(int, arguments[0].split(","))
    _cap(resource.RLIMIT_CORE, 0)
    _cap(resource.RLIMIT_NOFILE, 256)
    _cap(resource.RLIMIT_FSIZE, LARGEST_FILE)
    _cap(resource.RLIMIT_CPU, seconds, seconds + LAST_SECONDS)
    if sys.platform == "linux":
        # elsewhere the address space cannot be capped, and a parent's death is not told
        _cap(resource.RLIMIT_AS, memory_mb * 1024 * 1024)
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    # pages come first, recordings when there is time
    os.nice(10)
    os.execv(arguments[1], arguments[1:])  # noqa: S606 - no shell is wanted


def _cap(which: int, soft: int, hard: int | None = None) -> None:
    _soft, most = resource.getrlimit(which)
    wanted = (soft, soft if hard is None else hard)
    caps = [each if most == resource.RLIM_INFINITY else min(each, most) for each in wanted]
    resource.setrlimit(which, (caps[0], caps[1]))


if __name__ == "__main__":
    main(sys.argv[1:])

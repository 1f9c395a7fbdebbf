"""Named places where a test may kill this process, to prove that nothing is lost or doubled.

A test starts Lapel with LAPEL_FAILPOINTS naming a folder and arms a place by making a file of its
name there. Reaching an armed place removes the file and ends the process by SIGKILL, as a power
cut or the kernel would. Without the variable this costs one comparison.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

_FOLDER = os.environ.get("LAPEL_FAILPOINTS", "")


def failpoint(name: str) -> None:
    """Die here, once, if a test armed this place."""
    if not _FOLDER:
        return
    try:
        Path(_FOLDER, name).unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)

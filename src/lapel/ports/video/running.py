"""Runs ffmpeg as a child with limits, and listens to its progress."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, BinaryIO

from lapel.limits import stopped_after
from lapel.ports.video import InterruptedVideoError, VideoRefused

LARGEST_SAYING = 64 * 1024


def run(
    arguments: list[str],
    *,
    seconds: float,
    memory_mb: int,
    on_time: Callable[[float], None] | None = None,
) -> tuple[int, str]:
    """Run ffmpeg; give its exit code and what it said on stderr (64 kB at most).

    `on_time` is told the seconds of output made so far. VideoRefused("slow") when `seconds` of
    the clock have passed; InterruptedVideoError when somebody else killed it.
    """
    with (
        tempfile.TemporaryDirectory(prefix="lapel-video-") as home,
        tempfile.TemporaryFile(dir=home) as said,
    ):
        code = _run(_command(arguments, seconds, memory_mb), home, said, seconds, on_time)
        said.seek(0)
        return code, said.read(LARGEST_SAYING).decode("utf-8", "replace")


def _command(arguments: list[str], seconds: float, memory_mb: int) -> list[str]:
    from imageio_ffmpeg import get_ffmpeg_exe

    # CPU seconds count every core
    limits = f"{memory_mb},{int(seconds) * (os.cpu_count() or 1) + 1}"
    # named by its file: a package's modules would cost each of many short runs twice its time
    child = [sys.executable, "-I", "-S", str(Path(__file__).with_name("child.py")), limits]
    return [*child, get_ffmpeg_exe(), "-hide_banner", "-nostdin", *arguments]


def _run(
    command: list[str],
    home: str,
    said: BinaryIO,
    seconds: float,
    on_time: Callable[[float], None] | None,
) -> int:
    with (
        subprocess.Popen(
            command,
            cwd=home,
            env=_environment(home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            start_new_session=True,
            text=True,
        ) as child,
        stopped_after(child, seconds) as late,
    ):
        assert child.stdout is not None
        for time in _times(child.stdout):
            if on_time:
                on_time(time)
        child.wait()
    if late.is_set():
        raise VideoRefused("slow")
    if child.returncode == -signal.SIGKILL:
        raise InterruptedVideoError("ffmpeg was killed from outside")
    return child.returncode


def _times(lines: IO[str]) -> Iterator[float]:
    for line in lines:
        name, _, value = line.strip().partition("=")
        if name == "out_time_us" and value.lstrip("-").isdigit():
            yield max(int(value), 0) / 1_000_000


def _environment(home: str) -> dict[str, str]:
    return {"HOME": home, "TMPDIR": home, "LANG": "C.UTF-8"}

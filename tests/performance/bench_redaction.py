"""Recall and false alarms of what finds faces and names, on the held-out part of the drawn set.

`make bench` prints them; ADR 28 and docs/reference/redaction.md quote them.
"""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path

from labelled.folder import WHOLE, draw_folder, encode, measured_seeds, seeds
from labelled.scenes import clip
from lapel.doors.cli.redaction.evaluate import measured, read_folder
from lapel.doors.cli.redaction.telling import told
from lapel.ports import redaction

LESSON = 1200  # seconds


def recall(folder: Path) -> None:
    """Print what is found of the held-out part: of pictures, texts, clips and talks."""
    for part, count in WHOLE.items():
        draw_folder(folder / part, **{part: measured_seeds(part)})
        print(f"{part}, {count} seeds of the held-out part")
        print("\n".join(told(measured(folder / part, read_folder(folder / part)))), flush=True)


def cost(folder: Path, *, seconds: int = 20) -> None:
    """Print the CPU that a recording as the files room makes them costs, to look at and to mask."""
    source, rate = folder / "cost.mp4", 30
    frames, _walks = clip(seeds(1, held_out=True)[0], seconds=seconds, rate=rate)
    encode(frames, source, seconds=seconds, rate=rate)
    port = redaction.from_url("child:")
    started, before = time.monotonic(), _cpu()
    tracks = port.tracks_in_video(source)
    looked, between = time.monotonic(), _cpu()
    port.mask_video(source, folder / "masked.mp4", tracks)
    masked, after = time.monotonic(), _cpu()
    share = LESSON / seconds
    for what, wall, cpu in (
        ("look through", looked - started, between - before),
        ("mask", masked - looked, after - between),
    ):
        print(
            f"to {what} {seconds} s of 854 x 480 at {rate}: {cpu:.1f} s of CPU, {wall:.1f} s; a "
            f"lesson of {LESSON // 60} minutes: {cpu * share / 60:.1f} min of CPU, "
            f"{wall * share / 60:.1f} min"
        )


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        cost(Path(home))
        recall(Path(home) / "set")

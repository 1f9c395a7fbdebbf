"""Moving pictures, in the child: faces followed through them, and blurred on their way."""

import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from lapel.domain.redaction import Box, Span, Track, box_at, grown, merge_tracks, tracked
from lapel.ports.redaction import RedactionRefused
from lapel.ports.redaction.detector import faces
from lapel.ports.redaction.ffmpeg import (
    AAC,
    ANONYMOUS,
    H264,
    Shape,
    ended,
    frames,
    looked_at,
    program,
    source,
)
from lapel.ports.redaction.marks import marked
from lapel.ports.redaction.masks import blurred
from lapel.ports.redaction.sounds import bleeped

if TYPE_CHECKING:
    from numpy.typing import NDArray

# How often a second is looked at, and how long a face is masked before and after it was seen.
LOOKS = 2
PADDING = 0.6
# One look at something hardly like a face is taken for none.
LONE_SCORE = 0.3
MOST_TRACKS = 2000
PICTURE_SIDE = 96
LONGER_SIDE = 1280
Told = Callable[[float], None]


def tracks_in_video(path: Path, told: Told, *, threads: int) -> list[Track]:
    """Follow each face through a recording; `told` is told a rising share."""
    recording = looked_at(path)
    if not recording.has_picture:
        raise RedactionRefused("recording")
    shown: dict[tuple[float, Box], bytes] = {}
    filters = f"fps={LOOKS},scale='trunc(min({LONGER_SIDE},iw)/2)*2':-2:flags=area"
    with frames(path, filters=filters, threads=threads) as (shape, each):
        looks = _looks(each, shape, shown, lambda at: told(at / max(recording.duration, 0.1)))
        tracks = merge_tracks(tracked(looks))
    kept = [track for track in tracks if _is_a_face(track)][:MOST_TRACKS]
    return [
        replace(_with_picture(track, shown), number=number) for number, track in enumerate(kept, 1)
    ]


def _looks(
    each: Iterator[bytearray], shape: Shape, shown: dict[tuple[float, Box], bytes], told: Told
) -> Iterator[tuple[float, list[Box]]]:
    for number, frame in enumerate(each):
        at = number / LOOKS
        picture = _colours(frame, shape)
        boxes = faces(picture)
        for box in boxes:
            shown[at, box] = _small(picture, box)
        told(at)
        yield at, boxes


def _colours(frame: bytearray, shape: Shape) -> "NDArray[Any]":
    import cv2
    import numpy as np

    rows = np.frombuffer(frame, np.uint8).reshape(shape.height * 3 // 2, shape.width)
    return cv2.cvtColor(rows, cv2.COLOR_YUV2BGR_I420)


def _small(picture: "NDArray[Any]", box: Box) -> bytes:
    import cv2

    height, width = picture.shape[:2]
    wide = grown(box, 0.6)
    left, top = int(wide.left * width), int(wide.top * height)
    right, bottom = int((wide.left + wide.width) * width), int((wide.top + wide.height) * height)
    part = picture[top : bottom + 1, left : right + 1]
    factor = min(1.0, PICTURE_SIDE / max(part.shape[:2]))
    size = max(1, round(part.shape[1] * factor)), max(1, round(part.shape[0] * factor))
    small = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    _done, written = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 80])
    return bytes(written)


def _is_a_face(track: Track) -> bool:
    return len(track.boxes) > 1 or track.boxes[0][1].score >= LONE_SCORE


def _with_picture(track: Track, shown: dict[tuple[float, Box], bytes]) -> Track:
    best = max(track.boxes, key=lambda seen: seen[1].score)
    return replace(track, picture=shown[best])


def mask_video(  # noqa: PLR0913 - what, whereto, and how
    path: Path,
    target: Path,
    *,
    tracks: Sequence[Track],
    bleeps: Sequence[Span],
    mark: str,
    told: Told,
    threads: int,
) -> None:
    """Write an mp4 with each track blurred, each span bleeped, and the mark in a corner."""
    recording = looked_at(path)
    if not recording.has_picture:
        raise RedactionRefused("recording")
    sound = _sound(path, bleeps) if recording.has_sound else []
    # frames of one rate, so that the number of a frame is its time; sides must be even for H.264
    filters = "fps=fps='min(source_fps,30)',scale='trunc(iw/2)*2':'trunc(ih/2)*2'"
    with frames(path, filters=filters, threads=threads) as (shape, each):
        command = _encoding(shape, sound, target, threads)
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            assert process.stdin
            share = 1 / max(recording.duration, 0.1)
            masked = _masked(each, shape, tracks, lambda at: told(at * share))
            _write(process.stdin, marked(masked, shape, mark))
            ended(process)


def _sound(path: Path, bleeps: Sequence[Span]) -> list[str]:
    opened = source(path)
    if not bleeps:
        return [*opened, "-map", "0:v:0", "-map", "1:a:0", *AAC]
    mapped = ["-map", "0:v:0", "-filter_complex", bleeped("1:a:0", bleeps), "-map", "[bleeped]"]
    return [*opened, *mapped, *AAC]


def _encoding(shape: Shape, sound: list[str], target: Path, threads: int) -> list[str]:
    return [
        *(*program(), "-v", "error", "-f", "rawvideo", "-pix_fmt", "yuv420p"),
        *("-s", f"{shape.width}x{shape.height}", "-r", shape.rate, "-i", "pipe:0"),
        *(sound or ["-map", "0:v:0"]),
        *(*H264, *ANONYMOUS, "-threads", str(threads), "-movflags", "+faststart"),
        *("-f", "mp4", "-y", f"file:{target.absolute()}"),
    ]


def _masked(
    each: Iterator[bytearray], shape: Shape, tracks: Sequence[Track], told: Told
) -> Iterator[bytearray]:
    top, _slash, bottom = shape.rate.partition("/")
    rate = int(top) / int(bottom or 1)
    open_tracks = _Open(tracks)
    for number, frame in enumerate(each):
        at = number / rate
        boxes = open_tracks.boxes(at)
        if boxes:
            for plane in shape.planes(frame):
                for box in boxes:
                    blurred(plane, box)
        if number % 30 == 0:
            told(at)
        yield frame


class _Open:
    """The tracks that are on at a moment, where moments only go forward."""

    def __init__(self, tracks: Sequence[Track]) -> None:
        self._waiting = sorted(tracks, key=lambda track: -track.start)
        self._open: list[Track] = []

    def boxes(self, at: float) -> list[Box]:
        while self._waiting and self._waiting[-1].start - PADDING <= at:
            self._open.append(self._waiting.pop())
        self._open = [track for track in self._open if at <= track.end + PADDING]
        placed = (box_at(track, at, padding=PADDING) for track in self._open)
        return [box for box in placed if box]


def _write(stream: IO[bytes], masked: Iterator[bytearray]) -> None:
    try:
        for frame in masked:
            stream.write(frame)
        stream.close()
    except BrokenPipeError:
        return  # the encoder's own end says why

"""Where faces are in a picture, and where each face is in a video as time goes by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in fractions (0 to 1) of the picture's width and height, from the upper left.

    `score` is how sure the finder is, 0 to 1; 1 for what a person drew.
    """

    left: float
    top: float
    width: float
    height: float
    score: float = 1.0

    @property
    def centre(self) -> tuple[float, float]:
        """Give the point in the middle."""
        return self.left + self.width / 2, self.top + self.height / 2


@dataclass(frozen=True, slots=True)
class Track:
    """One face on its way through a video: (seconds, where it is) in order of time, never empty.

    `number` counts from 1 within the video. `picture` is a small JPEG of the face, for the
    person who decides; nothing that could tell one face from another is ever held.
    """

    number: int
    boxes: tuple[tuple[float, Box], ...]
    picture: bytes | None = None

    @property
    def start(self) -> float:
        """Give the second at which it was first seen."""
        return self.boxes[0][0]

    @property
    def end(self) -> float:
        """Give the second at which it was last seen."""
        return self.boxes[-1][0]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a recording, in seconds."""

    start: float
    end: float


def overlap(first: Box, second: Box) -> float:
    """Give the shared area over the area of both together (Jaccard's index), 0 to 1."""
    width = min(first.left + first.width, second.left + second.width) - max(first.left, second.left)
    height = min(first.top + first.height, second.top + second.height) - max(first.top, second.top)
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (first.width * first.height + second.width * second.height - shared)


def grown(box: Box, share: float) -> Box:
    """Give the box wider and higher by this share of itself, kept within the picture."""
    left = max(0.0, box.left - box.width * share / 2)
    top = max(0.0, box.top - box.height * share / 2)
    right = min(1.0, box.left + box.width * (1 + share / 2))
    bottom = min(1.0, box.top + box.height * (1 + share / 2))
    return Box(left, top, max(0.0, right - left), max(0.0, bottom - top), box.score)


def between(first: Box, second: Box, share: float) -> Box:
    """Give the box that lies this share (0 to 1) of the way from one to the other."""

    def mix(one: float, other: float) -> float:
        return one + (other - one) * share

    return Box(
        mix(first.left, second.left),
        mix(first.top, second.top),
        mix(first.width, second.width),
        mix(first.height, second.height),
        min(first.score, second.score),
    )


def box_at(track: Track, seconds: float, *, padding: float) -> Box | None:
    """Give where a face is at a moment, between the moments at which it was seen.

    It is held still for `padding` seconds before it was first seen and after it was last seen;
    None beyond that.
    """
    if not track.start - padding <= seconds <= track.end + padding:
        return None
    before = _last_until(track.boxes, seconds)
    if before < 0:
        return track.boxes[0][1]
    if before == len(track.boxes) - 1:
        return track.boxes[-1][1]
    (start, first), (end, second) = track.boxes[before], track.boxes[before + 1]
    return between(first, second, (seconds - start) / (end - start))


def _last_until(boxes: Sequence[tuple[float, Box]], seconds: float) -> int:
    low, high = -1, len(boxes) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if boxes[middle][0] <= seconds:
            low = middle
        else:
            high = middle - 1
    return low

"""Recordings that are alike, though they were cut, made louder or softer, or written anew.

What stands out of a spectrogram, in time and in pitch, is a peak; a peak with two that follow it
closely is a landmark (A. Wang, An industrial-strength audio search algorithm, ISMIR 2003, who
takes one that follows). Of all landmarks one in 32 is kept, by its own hash, so that a copy keeps
the same ones. Two recordings are alike where several stand in both, as far apart in time.

NumPy is loaded where it is used: what serves pages never needs it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

# Samples a second; how many are looked at together, and how far apart.
RATE, WINDOW, HOP = 8000, 512, 256
LONGEST = 10 * 60
# Of 257 bands of 15.6 Hz: without hum, and without what a low bit rate leaves out.
LOWEST, HIGHEST = 8, 220
# A peak is the strongest within so many steps to each side and so many bands up and down.
STEPS_AROUND, BANDS_AROUND = 8, 10
# Those that follow: within so many steps, so many bands up or down, and of them the nearest four.
AFTER, FAR, FOLLOWING, SEEN = 63, 63, 4, 40
KEPT_OF = 32
# Fewer landmarks than these stand in two recordings at one distance by chance.
SHARED = 5
_SPREAD = 0x9E3779B97F4A7C15


@dataclass(frozen=True, slots=True)
class Landmark:
    """What three peaks are to each other, as a key (31 bits), and at which step the first is."""

    key: int
    at: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where two recordings are alike, in seconds: from where in each, and for how long."""

    mine: int
    theirs: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Heard:
    """The place where two recordings share most landmarks, and how many they are."""

    shared: int
    place: Place

    @property
    def is_enough(self) -> bool:
        """Tell whether a person should listen."""
        return self.shared >= SHARED


def landmarks(samples: bytes) -> list[Landmark]:
    """Give what is kept of a recording: mono, 8,000 samples a second of 16 bits (little-endian)."""
    import numpy as np

    return _landmarks(np.frombuffer(samples, "<i2"))


def asked(samples: bytes) -> list[Landmark]:
    """Give what to look for: a cut seldom falls on a step, so also what is half a step later."""
    import numpy as np

    heard = np.frombuffer(samples, "<i2")
    found = {*_landmarks(heard), *_landmarks(heard[HOP // 2 :])}
    return sorted(found, key=lambda each: (each.at, each.key))


def heard_alike(pairs: Iterable[tuple[int, int]]) -> Heard | None:
    """Of steps at which two recordings have the same landmark, give the place that most agree on.

    Each pair is a step in mine and one in theirs; None where there is none.
    """
    at: dict[int, set[int]] = defaultdict(set)
    for mine, theirs in pairs:
        # A step's half lies between two distances.
        at[theirs - mine].add(mine)
        at[theirs - mine - 1].add(mine)
    if not at:
        return None
    apart = max(at, key=lambda each: (len(at[each]), -abs(each), each))
    steps = sorted(at[apart])
    seconds = (steps[-1] - steps[0]) * HOP // RATE + 1
    theirs = max(0, steps[0] + apart)
    return Heard(len(steps), Place(steps[0] * HOP // RATE, theirs * HOP // RATE, seconds))


def _landmarks(heard: NDArray[Any]) -> list[Landmark]:
    import numpy as np

    steps, bands = _peaks(heard)
    after = _following(steps, bands)
    found: set[tuple[int, int]] = set()
    for one, other in combinations(range(FOLLOWING), 2):
        first = np.nonzero((after[:, one] >= 0) & (after[:, other] >= 0))[0]
        keys = bands[first] >> 1
        for next_one in (after[first, one], after[first, other]):
            apart = ((bands[next_one] - bands[first]) >> 1) + (FAR + 1) // 2
            keys = keys << 12 | apart << 6 | steps[next_one] - steps[first]
        kept = (keys.astype(np.uint64) * np.uint64(_SPREAD) >> np.uint64(40)) % KEPT_OF == 0
        found.update(zip(keys[kept].tolist(), steps[first][kept].tolist(), strict=True))
    return [Landmark(key, at) for key, at in sorted(found, key=lambda each: each[::-1])]


def _peaks(heard: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Give the steps and the bands of all peaks, in the order of time."""
    import numpy as np
    from numpy.lib.stride_tricks import sliding_window_view

    # Nothing stands out of silence, so it is not looked at.
    if len(heard) < WINDOW or not heard.any():
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    looked_at = sliding_window_view(heard, WINDOW)[::HOP].astype(np.float32)
    waves = np.fft.rfft(looked_at * np.hanning(WINDOW).astype(np.float32), axis=1)
    loud = np.log(np.abs(waves[:, LOWEST:HIGHEST]) + 1)
    most = _most_around(_most_around(loud, STEPS_AROUND, 0), BANDS_AROUND, 1)
    steps, bands = np.nonzero((loud == most) & (loud > loud.mean() + loud.std() / 2))
    return steps, bands


def _most_around(values: NDArray[Any], around: int, axis: int) -> NDArray[Any]:
    """Give the largest value within so many places to each side, along an axis."""
    import numpy as np

    room = [(0, 0), (0, 0)]
    room[axis] = (around, around)
    most = np.moveaxis(np.pad(values, room, constant_values=-np.inf), axis, 0)
    width, wanted = 1, 2 * around + 1
    while width < wanted:
        step = min(width, wanted - width)
        most = np.maximum(most[:-step], most[step:])
        width += step
    return np.moveaxis(most, 0, axis)


def _following(steps: NDArray[Any], bands: NDArray[Any]) -> NDArray[Any]:
    """Give the numbers of the peaks that follow each one nearest: an array (peak, 4), else -1."""
    import numpy as np

    count = len(steps)
    after = np.full((count, FOLLOWING), -1)
    found = np.zeros(count, np.int64)
    for ahead in range(1, min(SEEN, count)):
        later, apart = steps[ahead:] - steps[:-ahead], bands[ahead:] - bands[:-ahead]
        near = (later > 0) & (later <= AFTER) & (abs(apart) <= FAR)
        here = np.nonzero(near & (found[:-ahead] < FOLLOWING))[0]
        after[here, found[here]] = here + ahead
        found[here] += 1
    return after

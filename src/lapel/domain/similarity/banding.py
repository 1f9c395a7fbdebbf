"""MinHash by one permutation, and bands whose keys meet where two sets are alike.

Sources: Broder 1997 (resemblance); Li, Owen and Zhang 2012 (one permutation hashing); Shrivastava
2017 (optimal densification); Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4.

NumPy is loaded where it is used: what serves pages never needs it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

# Each run is thrown into this many bins: an answer has about as many runs as there are bins.
THROWS = 4
# Values have 48 bits, so this is none.
_EMPTY = (1 << 64) - 1
_SIGN = 1 << 63


@dataclass(frozen=True, slots=True)
class Bands:
    """So many bands of so many rows; the keys of two sets meet in a band with Jaccard ** rows."""

    count: int
    rows: int

    @property
    def bins(self) -> int:
        """How many minima a signature has."""
        return self.count * self.rows

    def chance(self, jaccard: float) -> float:
        """Give the chance that two sets of this resemblance become candidates."""
        return float(1 - (1 - jaccard**self.rows) ** self.count)


def bands_for(*, threshold: float, recall: float, background: float, passed: float) -> Bands:
    """Give the fewest bands that find pairs at `threshold` with `recall`.

    Of pairs that resemble by `background` no more than the share `passed` become candidates.
    """
    for rows in range(1, 33):
        count = math.ceil(math.log(1 - recall) / math.log(1 - threshold**rows))
        found = Bands(count, rows)
        if found.chance(background) <= passed:
            return found
    raise ValueError("No bands tell such pairs apart.")


BANDS = bands_for(threshold=0.4, recall=0.9, background=0.05, passed=0.005)


def signature(runs: Iterable[int], bins: int = BANDS.bins) -> list[int]:
    """Give the least value in each bin; an empty bin borrows from one chosen by its own number."""
    import numpy as np

    mixed = np.fromiter(runs, np.uint64)
    if not mixed.size:
        raise ValueError("An empty set has no signature.")
    least = np.full(bins, _EMPTY, np.uint64)
    for _throw in range(THROWS):
        mixed = _mixed(mixed)
        np.minimum.at(least, mixed % np.uint64(bins), mixed >> np.uint64(16))
    found: list[int] = least.tolist()
    return [each if each != _EMPTY else _borrowed(found, place) for place, each in enumerate(found)]


def _borrowed(least: list[int], place: int) -> int:
    import numpy as np

    turn = 0
    while True:
        turn += 1
        number = int(_mixed(np.array([place * 1_000_003 + turn], np.uint64))[0])
        value = least[number % len(least)]
        if value != _EMPTY:
            return value


def _mixed(numbers: NDArray[Any]) -> NDArray[Any]:
    """Spread numbers over 64 bits (splitmix64, Steele et al. 2014)."""
    import numpy as np

    mixed = numbers + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    spread: NDArray[Any] = mixed ^ (mixed >> np.uint64(31))
    return spread


def keys_of(runs: Iterable[int], bands: Bands = BANDS) -> list[int]:
    """Give a set's keys, one per band, as signed 64-bit numbers that a database indexes."""
    least = signature(runs, bands.bins)
    return [
        _key(band, least[band * bands.rows : (band + 1) * bands.rows])
        for band in range(bands.count)
    ]


def _key(band: int, rows: list[int]) -> int:
    text = ",".join(map(str, [band, *rows]))
    number = int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")
    return number - (1 << 64) if number & _SIGN else number

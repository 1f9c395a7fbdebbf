"""Pictures that are alike, though they were cut, made smaller or written anew.

A picture is its grey pixels. Windows of it become the sign bits of their low frequencies (a hash
by DCT, Zauner 2010); tiles are kept and windows are asked for, so that a crop meets a tile that it
shows whole; what meets is laid over each other and judged by correlation.

NumPy is loaded where it is used: what serves pages never needs it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

GRID, BITS, KEY_BITS, KEYS, DOUBTS = 16, 64, 20, 2, 3
KEPT = 64
# Plain walls and empty pages resemble each other; grey levels, as a standard deviation.
PLAINEST = 6.0
NEAREST = 14
# Shares of the short side: tiles that are kept and how far apart, windows that are asked for.
TILE, TILE_STRIDE = 0.5, 0.3
STEP_OF_SCALE, STEP_OF_PLACE = 1.1, 0.08


@dataclass(frozen=True, slots=True)
class Grey:
    """A picture's grey pixels, one byte each, row by row."""

    width: int
    height: int
    pixels: bytes


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture, in shares of its width and height."""

    left: float
    top: float
    width: float
    height: float


WHOLE = Box(0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Code:
    """A window's 64 sign bits, and its bits from the least certain on."""

    bits: int
    doubtful: tuple[int, ...]


class Picture:
    """A picture with the sums of its greys, so that any parts of it are made small at once."""

    def __init__(self, grey: Grey) -> None:
        import numpy as np

        if len(grey.pixels) != grey.width * grey.height or min(grey.width, grey.height) < GRID:
            raise ValueError("A picture has one byte for each pixel, 16 by 16 at least.")
        self.width, self.height = grey.width, grey.height
        greys = np.frombuffer(grey.pixels, np.uint8).reshape(grey.height, grey.width)
        self._sums = np.zeros((grey.height + 1, grey.width + 1))
        self._sums[1:, 1:] = greys.cumsum(axis=0, dtype=np.int64).cumsum(axis=1)

    def cells(self, boxes: Sequence[Box], side: int = GRID) -> NDArray[Any]:
        """Give the mean greys of some parts, each on a grid: an array (part, row, column)."""
        import numpy as np

        columns = _cuts([(box.left, box.width) for box in boxes], self.width, side)
        rows = _cuts([(box.top, box.height) for box in boxes], self.height, side)
        corners = self._sums[rows[:, :, None], columns[:, None, :]]
        sums = np.diff(np.diff(corners, axis=1), axis=2)
        areas = np.diff(rows, axis=1)[:, :, None] * np.diff(columns, axis=1)[:, None, :]
        means: NDArray[Any] = sums / areas
        return means

    def code(self, box: Box = WHOLE) -> Code | None:
        """Hash a part; None where it is too plain to be told from others."""
        return next((code for _box, code in self._codes([box])), None)

    def tiles(self) -> Iterator[tuple[Box, Code]]:
        """Give the codes that are kept, and the parts that they are of."""
        return self._codes(tiles(self.width, self.height))

    def windows(self) -> Iterator[tuple[Box, Code]]:
        """Give the codes with which the picture asks, and the parts that they are of."""
        every = windows(self.width, self.height)
        yield from self._codes(every[:1])  # who asks for the whole alone pays for no more
        yield from self._codes(every[1:])

    def _codes(self, boxes: Sequence[Box]) -> Iterator[tuple[Box, Code]]:
        import numpy as np

        cells = self.cells(boxes)
        waves = _low_frequencies(cells)
        doubts = np.argsort(abs(waves), axis=1, kind="stable").tolist()
        plain = (cells.std(axis=(1, 2)) < PLAINEST).tolist()
        signs = np.packbits(waves > 0, axis=1, bitorder="little")
        for box, is_plain, bits, order in zip(boxes, plain, signs, doubts, strict=True):
            if not is_plain:
                yield box, Code(int.from_bytes(bits.tobytes(), "little"), tuple(order))

    def kept(self) -> bytes:
        """Give the picture as 64 by 64 greys, for laying others over it."""
        import numpy as np

        greys: bytes = np.rint(self.cells([WHOLE], KEPT)).astype(np.uint8).tobytes()
        return greys


def _cuts(parts: Sequence[tuple[float, float]], size: int, side: int) -> NDArray[Any]:
    """Cut parts (start, length) into cells of whole pixels, one at least: an array (part, cut)."""
    import numpy as np

    asked = np.array(parts)
    places = np.arange(side + 1)
    cuts = np.rint((asked[:, :1] + asked[:, 1:] * places / side) * size).astype(np.int64)
    cuts = np.maximum.accumulate(cuts - places, axis=1) + places
    over = np.maximum(0, cuts[:, -1:] - size)
    whole: NDArray[Any] = np.maximum(0, cuts - over)
    return whole


@cache
def _waves() -> NDArray[Any]:
    """Give the nine lowest cosines on the grid (DCT-II)."""
    import numpy as np

    return np.cos(np.pi * np.outer(np.arange(9), 2 * np.arange(GRID) + 1) / (2 * GRID))


@cache
def _frequencies() -> tuple[list[int], list[int]]:
    """List the 64 lowest frequencies but the mean, the lowest first: down, and across."""
    every = ((across, down) for across in range(9) for down in range(9) if across or down)
    lowest = sorted(every, key=lambda each: (each[0] ** 2 + each[1] ** 2, each))[:BITS]
    return [down for _across, down in lowest], [across for across, _down in lowest]


def _low_frequencies(cells: NDArray[Any]) -> NDArray[Any]:
    waves = _waves()
    found: NDArray[Any] = waves @ cells @ waves.T
    down, across = _frequencies()
    chosen: NDArray[Any] = found[:, down, across]
    return chosen


def keys_of(code: Code) -> list[int]:
    """Give the keys under which a code is kept: its lowest 20 frequencies, and the next 20."""
    return [_key(place, code.bits) for place in range(KEYS)]


def asked_keys(code: Code) -> list[int]:
    """Give the keys to look under: as kept, and with the least certain bits turned."""
    keys = []
    for place in range(KEYS):
        low = place * KEY_BITS
        unsure = [bit for bit in code.doubtful if low <= bit < low + KEY_BITS][:DOUBTS]
        for turned in range(1 << len(unsure)):
            flips = sum(1 << bit for number, bit in enumerate(unsure) if turned >> number & 1)
            keys.append(_key(place, code.bits ^ flips))
    return keys


def _key(place: int, bits: int) -> int:
    return place << KEY_BITS | bits >> place * KEY_BITS & ((1 << KEY_BITS) - 1)


def distance(one: int, other: int) -> int:
    """Count the bits in which two codes differ."""
    return (one ^ other).bit_count()


def signed(bits: int) -> int:
    """Give 64 bits as a database keeps them, and back from there by `& (2 ** 64 - 1)`."""
    return bits - (1 << BITS) if bits >> (BITS - 1) else bits


def unsigned(kept: int) -> int:
    """Give back what `signed` was given."""
    return kept & ((1 << BITS) - 1)


@cache
def tiles(width: int, height: int) -> tuple[Box, ...]:
    """List the parts of a picture that are kept: the whole, and squares of half its short side."""
    return (WHOLE, *_squares(width, height, TILE, TILE_STRIDE))


@cache
def windows(width: int, height: int) -> tuple[Box, ...]:
    """List the parts of itself with which a picture asks, the whole first."""
    found = [WHOLE]
    side = 1.0
    while side > TILE - 0.01:
        found += _squares(width, height, side, STEP_OF_PLACE * side)
        side /= STEP_OF_SCALE
    return tuple(found)


def _squares(width: int, height: int, side: float, stride: float) -> list[Box]:
    """Lay squares over a picture; their side and at most their stride are shares of its short one.

    What is cut from a picture is no longer of its shape; but a square of it stays a square.
    """
    short = min(width, height)
    wide, high = side * short / width, side * short / height
    lefts = _evenly(1 - wide, stride * short / width)
    tops = _evenly(1 - high, stride * short / height)
    return [Box(left, top, wide, high) for top in tops for left in lefts]


def _evenly(room: float, stride: float) -> list[float]:
    steps = math.ceil(room / stride - 0.01)
    return [room * step / steps for step in range(steps + 1)] if steps > 0 else [0.0]

"""Two pictures laid over each other where they met, judged by their greys and their edges."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lapel.domain.similarity.pictures import Box, Grey, Picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

# Greys alike at all (correlation), from where on edges are compared; edges that are so, coarsely.
RESEMBLE, LIKELY = 0.85, 0.8
# Fine edges that are the same, across and down each: pages of one layout agree in one of them only.
AGREE = 0.7
COARSE, FINE = 12, 32
# Two pictures have this share of one of them in common at least.
LEAST_COMMON = 0.2
# A window is laid on a coarse grid; the best place for it is near. Then nearer, in two steps.
SHIFTS = (0.0, -0.02, 0.02, -0.04, 0.04)
SCALES = (1.0, 0.96, 1.04)
NEARER = (0.5, 0.25)


@dataclass(frozen=True, slots=True)
class _Laid:
    """A place for a window, and what both pictures show then: of the old one, and of the new."""

    window: Box
    old: Box
    new: Box


def picture_kept(kept: bytes) -> Picture:
    """Read what `Picture.kept` wrote."""
    side = math.isqrt(len(kept))
    return Picture(Grey(side, side, kept))


def agreement(old: Picture, tile: Box, new: Picture, window: Box) -> float:
    """Lay two pictures over each other so that a tile of one covers a window of the other.

    Gives the best correlation of the fine edges (0 to 1) in what they have in common: of those
    across or of those down, whichever agree less. 0 where it is too little, too plain to tell, or
    not the same even coarsely.
    """
    laid = _laid(tile, window)
    if not laid:
        return 0.0
    ours, theirs = _cells(old, new, laid, COARSE)
    edges = correlations(_both(ours), _both(theirs))
    edges[correlations(ours, theirs) < RESEMBLE] = 0.0
    best = int(edges.argmax())
    return _finely(old, tile, new, laid[best].window) if edges[best] >= LIKELY else 0.0


def _finely(old: Picture, tile: Box, new: Picture, window: Box) -> float:
    found = 0.0
    for closer in NEARER:
        laid = _laid(tile, window, closer)
        ours, theirs = _cells(old, new, laid, FINE)
        edges = correlations(_both(ours), _both(theirs))
        best = int(edges.argmax())
        window = laid[best].window
        found = float(
            min(
                correlations(_steps(ours, axis)[[best]], _steps(theirs, axis)[[best]])[0]
                for axis in (1, 2)
            )
        )
    return max(0.0, found)


def _cells(
    old: Picture, new: Picture, laid: list[_Laid], side: int
) -> tuple[NDArray[Any], NDArray[Any]]:
    ours = old.cells([each.old for each in laid], side)
    return ours, new.cells([each.new for each in laid], side)


def _laid(tile: Box, window: Box, closer: float = 1.0) -> list[_Laid]:
    found = ((each, _common(tile, each)) for each in _tried(window, closer))
    return [_Laid(each, *common) for each, common in found if common]


def _tried(window: Box, closer: float) -> Iterator[Box]:
    for scale in (1 + (each - 1) * closer for each in SCALES):
        wide, high = window.width * scale, window.height * scale
        for down in SHIFTS:
            for across in SHIFTS:
                yield Box(
                    window.left + closer * across * window.width - (wide - window.width) / 2,
                    window.top + closer * down * window.height - (high - window.height) / 2,
                    wide,
                    high,
                )


def _common(tile: Box, window: Box) -> tuple[Box, Box] | None:
    """Give what both pictures show, as a part of the old one and of the new one."""
    across = _shared(tile.left, tile.width, window.left, window.width)
    down = _shared(tile.top, tile.height, window.top, window.height)
    if across is None or down is None or across[1] * down[1] < LEAST_COMMON:
        return None
    return (
        Box(across[0], down[0], across[1], down[1]),
        Box(across[2], down[2], across[3], down[3]),
    )


def _shared(
    old: float, old_length: float, new: float, new_length: float
) -> tuple[float, float, float, float] | None:
    """Give start and length of what is common along one side, for the old and for the new."""
    share = old_length / new_length  # of the old one's side, for one of the new one's
    start = max(0.0, old - new * share)
    end = min(1.0, old + (1 - new) * share)
    if end <= start:
        return None
    length = end - start
    begin = max(0.0, new + (start - old) / share)
    return start, length, begin, min(length / share, 1.0 - begin)


def _both(cells: NDArray[Any]) -> NDArray[Any]:
    """Give the steps from cell to cell, across and down: what stands where, not how bright."""
    import numpy as np

    return np.concatenate([_steps(cells, axis) for axis in (2, 1)], axis=1)


def _steps(cells: NDArray[Any], axis: int) -> NDArray[Any]:
    import numpy as np

    return np.diff(cells, axis=axis).reshape(len(cells), -1)


def correlations(ones: NDArray[Any], others: NDArray[Any]) -> NDArray[Any]:
    """Give Pearson's correlation of each pair; 0 where one of them hardly varies."""
    import numpy as np

    sides = [each.reshape(len(each), -1) for each in (ones, others)]
    first, second = (each - each.mean(axis=1, keepdims=True) for each in sides)
    spreads = [np.sqrt((each**2).sum(axis=1)) for each in (first, second)]
    # less than one grey in the mean
    plain = np.minimum(*spreads) < np.sqrt(first.shape[1])
    found: NDArray[Any] = (first * second).sum(axis=1) / np.where(
        plain, 1, np.prod(spreads, axis=0)
    )
    found[plain] = 0.0
    return found

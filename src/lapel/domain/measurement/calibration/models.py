"""All items of a competency along the grid at once, as arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lapel.domain.measurement.items import GRID, LEAST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lapel.domain.measurement.calibration.answers import Floats
    from lapel.domain.measurement.items import Item

PLACES = np.array(GRID)
NORMAL = np.exp(-(PLACES**2) / 2) / np.exp(-(PLACES**2) / 2).sum()


def heights(slope: Floats, steps: Floats) -> Floats:
    """Give items by categories by grid of exponents; steps are items by categories less one."""
    gaps = slope[:, None, None] * (PLACES[None, None, :] - steps[:, :, None])
    first = np.zeros((len(slope), 1, len(PLACES)))
    summed: Floats = np.cumsum(np.concatenate([first, gaps], axis=1), axis=1)
    return summed


def chances_of(slope: Floats, steps: Floats) -> Floats:
    """Give items by categories by grid of probabilities."""
    found = heights(slope, steps)
    weights = np.exp(found - found.max(axis=1, keepdims=True))
    made: Floats = weights / weights.sum(axis=1, keepdims=True)
    return made


def logs_of(items: Sequence[Item]) -> Floats:
    """Give categories of all items by grid of logarithms of probabilities."""
    rows = [
        np.log(np.maximum(chances_of(np.array([each.slope]), np.array([each.steps]))[0], LEAST))
        for each in items
    ]
    return np.concatenate(rows)

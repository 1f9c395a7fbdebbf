"""How long a cumulative sum runs until it alarms: by chance, and after a shift.

The sum adds an increment at each step, never falls below 0, and alarms at its height. Its way is
that of a Markov chain over cells between 0 and the height; source: D. Brook, D. A. Evans, An
approach to the probability distribution of CUSUM run length, Biometrika 59 (1972).
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from math import inf
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

CELLS = 40
# What falls between two cells goes to both, to the nearer more: an increment that comes often,
# rounded the same way each time, would lead the sum astray. An edge is smoothed in so many parts.
PARTS = 9
NEVER = 1e-12


def as_seen(increments: Iterable[tuple[float, int]]) -> Callable[[float], float]:
    """Give the distribution function of increments that were seen, each so often."""
    ordered = sorted(increments)
    edges = [increment for increment, _times in ordered]
    below = [0, *accumulate(times for _increment, times in ordered)]
    return lambda edge: below[bisect_right(edges, edge)] / below[-1]


class Sum:
    """A cumulative sum that alarms at `height`; `below` is the distribution of its increments."""

    def __init__(self, height: float, below: Callable[[float], float]) -> None:
        width = 2 * height / (2 * CELLS - 1)
        parts = [
            fmean(below((step + (part + 0.5) / PARTS) * width) for part in range(PARTS))
            for step in range(-CELLS, CELLS)
        ]
        self._moves = [
            [parts[CELLS - row]]
            + [parts[CELLS + to - row] - parts[CELLS + to - row - 1] for to in range(1, CELLS)]
            for row in range(CELLS)
        ]

    def average_run(self) -> float:
        """Give the mean number of steps to an alarm, from 0 on; infinite where none can come."""
        if self._moves[0][0] > 1 - NEVER:
            return inf
        rows = [
            [float(at == to) - move for to, move in enumerate(moves)] + [1.0]
            for at, moves in enumerate(self._moves)
        ]
        return _solved(rows)[0]

    def alarm_within(self, steps: int) -> float:
        """Give the probability of an alarm within so many steps, from 0 on."""
        columns = list(zip(*self._moves, strict=True))
        standing = [1.0] + [0.0] * (CELLS - 1)
        for _step in range(steps):
            standing = [sum(map(float.__mul__, standing, column)) for column in columns]
        return 1 - sum(standing)


def _solved(rows: list[list[float]]) -> list[float]:
    """Solve linear equations, each row ending in its right side; the diagonal outweighs each row.

    That is so for 1 less the moves of a chain that ends, so no row has to be exchanged.
    """
    for at, pivot in enumerate(rows):
        for row in rows[at + 1 :]:
            factor = row[at] / pivot[at]
            row[at:] = [
                one - factor * other for one, other in zip(row[at:], pivot[at:], strict=True)
            ]
    found: list[float] = []
    for at in reversed(range(len(rows))):
        known = sum(map(float.__mul__, rows[at][at + 1 : -1], found))
        found.insert(0, (rows[at][-1] - known) / rows[at][at])
    return found

"""How long a cumulative sum runs until it alarms: by chance, and after a shift.

The sum adds an increment at each step, never falls below 0, and alarms at its height. Its way is
that of a Markov chain over cells between 0 and the height; source: D. Brook, D. A. Evans, An
approach to the probability distribution of CUSUM run length, Biometrika 59 (1972).
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

CELLS = 40


@dataclass(frozen=True)
class Increment:
    """A normal increment, and how often it is of this kind; the shares of all kinds make 1."""

    share: float
    mean: float
    spread: float


class Sum:
    """A cumulative sum that alarms at `height`, with increments of these kinds."""

    def __init__(self, height: float, increments: Sequence[Increment]) -> None:
        self._kinds = [(each.share, NormalDist(each.mean, each.spread)) for each in increments]
        width = 2 * height / (2 * CELLS - 1)
        below = [self._below((step + 0.5) * width) for step in range(-CELLS, CELLS)]
        self._moves = [
            [below[CELLS - row]]
            + [below[CELLS + to - row] - below[CELLS + to - row - 1] for to in range(1, CELLS)]
            for row in range(CELLS)
        ]

    def _below(self, edge: float) -> float:
        return sum(share * kind.cdf(edge) for share, kind in self._kinds)

    def average_run(self) -> float:
        """Give the mean number of steps to an alarm, from 0 on."""
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

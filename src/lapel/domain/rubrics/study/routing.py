"""Which work goes to another assessor: R10's “near the line”, by the model's own doubt.

The doubt is the probability that a scored outcome stands on the wrong side of the line, given the
scores, the spreads of the model and what is known of the assessors' leniency. It only routes.
"""

from __future__ import annotations

from math import prod
from statistics import NormalDist
from typing import TYPE_CHECKING

from lapel.domain.rubrics.levels import ORDER
from lapel.domain.rubrics.study.world import qualities

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from lapel.domain.rubrics.study.world import Scoring, World

SAMPLES = 300
# Gauss and Hermite's three points of a normal distribution: place in spreads, weight.
HALOS = ((-(3**0.5), 1 / 6), (0.0, 2 / 3), (3**0.5, 1 / 6))
ROUNDED = 0.1
# Nobody sees so surely that a slip cannot happen.
SLIP = 1e-6


class Router:
    """What the model expects; drawn once, and asked of each piece of work."""

    def __init__(
        self, world: World, known: Sequence[float], chance: random.Random, samples: int = SAMPLES
    ) -> None:
        self._world = world
        self._known = known
        self._drawn = [qualities(world, chance) for _sample in range(samples)]
        self._earned = [min(each) >= world.cuts[1] for each in self._drawn]
        self._found: dict[tuple[tuple[int, ...], ...], float] = {}
        self._tables: dict[int, list[list[list[tuple[float, ...]]]]] = {}

    def earned(self, scorings: Sequence[Scoring], assessors: Sequence[int]) -> float:
        """Give the probability that the work is truly earned, after these scorings."""
        seen = tuple(
            (round(self._known[assessor] / ROUNDED), *(ORDER.index(each.level) for each in given))
            for given, assessor in zip((each.values() for each in scorings), assessors, strict=True)
        )
        if seen not in self._found:
            self._found[seen] = self._likely(seen)
        return self._found[seen]

    def _likely(self, seen: Sequence[Sequence[int]]) -> float:
        weights = [1.0] * len(self._drawn)
        for leniency, *places in seen:
            table = self._table(leniency)
            weights = [
                weight * self._likelihood(halos, places)
                for weight, halos in zip(weights, table, strict=True)
            ]
        met = sum(weight for weight, is_met in zip(weights, self._earned, strict=True) if is_met)
        return met / sum(weights)

    @staticmethod
    def _likelihood(halos: list[list[tuple[float, ...]]], places: list[int]) -> float:
        return sum(
            weight * prod(map(tuple.__getitem__, criteria, places))
            for (_place, weight), criteria in zip(HALOS, halos, strict=True)
        )

    def _table(self, leniency: int) -> list[list[list[tuple[float, ...]]]]:
        """Give for each drawn work, halo and criterion the probability of each level."""
        if leniency not in self._tables:
            lifts = [leniency * ROUNDED + place * self._world.halo for place, _weight in HALOS]
            self._tables[leniency] = [
                [[self._levels(each + lift) for each in quality] for lift in lifts]
                for quality in self._drawn
            ]
        return self._tables[leniency]

    def _levels(self, mean: float) -> tuple[float, ...]:
        seen = NormalDist(mean, self._world.noise)
        low, high = (seen.cdf(cut) for cut in self._world.cuts)
        return tuple(max(each, SLIP) for each in (low, high - low, 1 - high))

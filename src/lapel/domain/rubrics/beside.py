"""How likely an assessor's levels are beside others', for each leniency she may have.

A many-facet Rasch model (rasch.py): the quality of a criterion of a work is normal and integrated
out, given what the others said of it; her leniency adds to it, and so does a halo that is the same
for all criteria of one scoring. An agreed key counts as so many assessors of one mind. All in
logits, a plus being lenient.

Where the others all gave the highest level she can hardly show that she is lenient, and where they
did not she can: the model weighs each criterion by what it can tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import exp, log, prod
from typing import TYPE_CHECKING

from lapel.domain.rubrics.rasch import level_chances

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    # Her level, and those she is held against, on one criterion; places on the scale.
    Pair = tuple[int, tuple[int, ...]]

# Gauss and Hermite's three points of a normal distribution: place in spreads, weight.
HALOS = ((-(3**0.5), 1 / 6), (0.0, 2 / 3), (3**0.5, 1 / 6))
# Quality, in spreads from its mean: a grid, with weights that need not add up to 1.
GRID = tuple((step / 4, exp(-((step / 4) ** 2) / 2)) for step in range(-16, 17))
# What others are known to lean by is rounded to this, so that tables are shared.
ROUNDED = 0.1
KEYED = 4
# Where an assessor's leniency is looked for, in logits.
PLACES = tuple(step / 4 for step in range(-10, 11))


@dataclass(frozen=True)
class Model:
    """Mean and spread of quality, thresholds between levels, spread of halo and of severity."""

    mean: float
    quality: float
    thresholds: tuple[float, ...]
    halo: float
    severity: float

    def chance(self, pairs: Iterable[Pair], leniency: float, *, known: float = 0.0) -> float:
        """Give the probability of her levels beside the others', who lean by `known`."""
        rounded = round(known / ROUNDED)
        return sum(
            weight
            * prod(
                _levels(self, others, rounded, leniency + place * self.halo)[own]
                for own, others in pairs
            )
            for place, weight in HALOS
        )

    def gain(self, pairs: tuple[Pair, ...], leniency: float, *, known: float = 0.0) -> float:
        """Give the logarithm of the likelihood ratio of this leniency to none."""
        return _gain(self, pairs, leniency, round(known / ROUNDED) * ROUNDED)


@lru_cache(maxsize=50_000)
def _gain(model: Model, pairs: tuple[Pair, ...], leniency: float, known: float) -> float:
    beside = model.chance(pairs, 0.0, known=known)
    return log(model.chance(pairs, leniency, known=known) / beside)


@lru_cache(maxsize=20_000)
def _levels(
    model: Model, others: tuple[int, ...], known: int, leniency: float
) -> tuple[float, ...]:
    """Give the probability of each of her levels where others gave theirs, in any order."""
    found = [0.0] * (len(model.thresholds) + 1)
    for place, weight in _quality(model, tuple(sorted(others)), known):
        for level, each in enumerate(level_chances(place + leniency, model.thresholds)):
            found[level] += weight * each
    return tuple(found)


@lru_cache(maxsize=20_000)
def _quality(model: Model, others: tuple[int, ...], known: int) -> list[tuple[float, float]]:
    """Give places of quality and their weights, once others have given their levels."""
    weighed = []
    for place, weight in GRID:
        quality = model.mean + place * model.quality
        chances = level_chances(quality + known * ROUNDED, model.thresholds)
        weighed.append((quality, weight * prod(chances[level] for level in others)))
    whole = sum(weight for _quality, weight in weighed)
    return [(quality, weight / whole) for quality, weight in weighed]


def leniency_of(
    model: Model, scorings: Sequence[tuple[tuple[Pair, ...], float]]
) -> tuple[float, float]:
    """Give how lenient somebody is, and an error, by scorings with what their others lean by.

    Mean and spread of what is likely, N(0, severity²) before anything is seen, on a grid.
    """
    heights = [
        -((place / model.severity) ** 2) / 2
        + sum(model.gain(pairs, place, known=known) for pairs, known in scorings)
        for place in PLACES
    ]
    most = max(heights)
    weights = [exp(height - most) for height in heights]
    whole = sum(weights)
    mean = sum(map(float.__mul__, weights, PLACES)) / whole
    spread = sum(
        weight * (place - mean) ** 2 for weight, place in zip(weights, PLACES, strict=True)
    )
    return mean, float((spread / whole) ** 0.5)

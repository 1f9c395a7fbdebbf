"""The rating scale model: how likely each level is, for one assessor on one criterion of one work.

A *location* is the work's quality less the criterion's difficulty less the assessor's severity, in
logits. Where it passes threshold h the levels h - 1 and h are equally likely. Thresholds, one fewer
than there are levels, are shared by all criteria and assessors.

Sources: D. Andrich, Psychometrika 43 (1978); J. M. Linacre, Many-Facet Rasch Measurement (1989).
"""

from __future__ import annotations

from itertools import accumulate
from math import exp
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def level_chances(location: float, thresholds: Sequence[float]) -> list[float]:
    """Give the probability of each level, from the lowest; they add up to 1."""
    heights = [
        level * location - passed
        for level, passed in enumerate(accumulate(thresholds, initial=0.0))
    ]
    most = max(heights)
    weights = [exp(height - most) for height in heights]
    total = sum(weights)
    return [weight / total for weight in weights]


def expected_level(location: float, thresholds: Sequence[float]) -> float:
    """Give the mean of the levels, 0 for the lowest."""
    return sum(level * chance for level, chance in enumerate(level_chances(location, thresholds)))


def information(location: float, thresholds: Sequence[float]) -> float:
    """Give the variance of the level: what it tells of the location (Fisher), per logit squared."""
    chances = level_chances(location, thresholds)
    mean = sum(level * chance for level, chance in enumerate(chances))
    return sum((level - mean) ** 2 * chance for level, chance in enumerate(chances))

"""The reliability card of a micro-credential: how far two blind assessors agreed, with its doubt.

Honest on small numbers: under `FEWEST` double-scored submissions there is no figure at all, and a
figure without variation behind it is said to be undefined (DOMAIN.md, "Reliability card").
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from lapel.domain.rubrics.agreement import (
    Weights,
    exact_agreement,
    fleiss_kappa,
    gwet,
    krippendorffs_alpha,
)
from lapel.domain.rubrics.levels import ORDER

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping, Sequence

    from lapel.domain.rubrics.agreement import Unit, Units

    Statistic = Callable[[Units], float | None]

FEWEST = 20
RESAMPLES = 1000
CONFIDENCE = 0.95
# Where more resamples than this have no value, an interval of the rest would flatter.
MOST_UNDEFINED = 0.05

SCALE = len(ORDER)
# Pairs change, and who sits first is chance: both kappas are of Fleiss' kind, not of two people.
STATISTICS: Mapping[str, Statistic] = {
    "exact": exact_agreement,
    "adjacent": partial(exact_agreement, within=1),
    "kappa_linear": partial(fleiss_kappa, scale=SCALE, weights=Weights.LINEAR),
    "kappa_quadratic": partial(fleiss_kappa, scale=SCALE, weights=Weights.QUADRATIC),
    "alpha_ordinal": partial(krippendorffs_alpha, scale=SCALE),
    "ac1": partial(gwet, scale=SCALE),
    "ac2": partial(gwet, scale=SCALE, weights=Weights.ORDINAL),
}


@dataclass(frozen=True)
class DoubleScored:
    """A submission that two scored blind: its criteria's ratings, and what became of it."""

    ratings: Sequence[Unit]
    adjudicated: bool = False
    appealed: bool = False


@dataclass(frozen=True)
class Figure:
    """A value with the ends of its interval; None is undefined: no variation, or too little."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class ReliabilityCard:
    """What may be said; `figures` and both rates are missing while there are too few."""

    double_scored: int
    figures: Mapping[str, Figure]
    adjudication_rate: float | None
    appeal_rate: float | None

    @property
    def is_enough(self) -> bool:
        """Tell whether so many were scored twice that figures may be shown."""
        return self.double_scored >= FEWEST


def reliability_card(
    scored: Sequence[DoubleScored], *, chance: random.Random, resamples: int = RESAMPLES
) -> ReliabilityCard:
    """Compute the card; `chance` draws the resamples, so that a seed repeats it."""
    number = len(scored)
    if number < FEWEST:
        return ReliabilityCard(number, {}, None, None)
    clusters = [each.ratings for each in scored]
    figures = bootstrapped_together(STATISTICS, clusters, chance=chance, resamples=resamples)
    adjudicated = sum(each.adjudicated for each in scored) / number
    appealed = sum(each.appealed for each in scored) / number
    return ReliabilityCard(number, figures, adjudicated, appealed)


def bootstrapped(
    statistic: Statistic,
    clusters: Sequence[Sequence[Unit]],
    *,
    chance: random.Random,
    resamples: int = RESAMPLES,
    confidence: float = CONFIDENCE,
) -> Figure:
    """Give a statistic and its percentile interval, as `bootstrapped_together` does of several."""
    found = bootstrapped_together(
        {"": statistic}, clusters, chance=chance, resamples=resamples, confidence=confidence
    )
    return found[""]


def bootstrapped_together(
    statistics: Mapping[str, Statistic],
    clusters: Sequence[Sequence[Unit]],
    *,
    chance: random.Random,
    resamples: int = RESAMPLES,
    confidence: float = CONFIDENCE,
) -> dict[str, Figure]:
    """Give statistics and their percentile intervals, all over the same resamples.

    Whole clusters are drawn again, with replacement: the criteria of one submission are no
    independent witnesses. There is no interval where too many resamples have no value.
    Source: B. Efron, R. Tibshirani, An Introduction to the Bootstrap (1993), chapter 13; of
    clusters: A. Davison, D. Hinkley, Bootstrap Methods and their Application (1997), 3.8.
    """
    whole = [[tuple(unit) for unit in cluster] for cluster in clusters]
    seen = Counter(chain.from_iterable(whole))
    values = {name: statistic(seen) for name, statistic in statistics.items()}
    wanted = {name: statistics[name] for name, value in values.items() if value is not None}
    drawn: dict[str, list[float]] = {name: [] for name in wanted}
    for _resample in range(resamples if wanted else 0):
        again = Counter(chain.from_iterable(chance.choices(whole, k=len(whole))))
        for name, statistic in wanted.items():
            if (value := statistic(again)) is not None:
                drawn[name].append(value)
    return {
        name: _figure(value, sorted(drawn.get(name, [])), resamples, confidence)
        for name, value in values.items()
    }


def _figure(
    value: float | None, drawn: Sequence[float], resamples: int, confidence: float
) -> Figure:
    if len(drawn) < max((1 - MOST_UNDEFINED) * resamples, 1):
        return Figure(value)
    tail = (1 - confidence) / 2
    return Figure(value, quantile(drawn, tail), quantile(drawn, 1 - tail))


def quantile(ordered: Sequence[float], share: float) -> float:
    """Give a quantile of values in order, linear between neighbours (Hyndman and Fan's type 7)."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])

"""The spreads of the model, estimated from a file of ratings.

What two ratings share tells where variance lies. Their correlation before they were cut into levels
(polychoric: U. Olsson, Psychometrika 44, 1979) is estimated by maximum likelihood for four kinds of
pairs, the cuts of each criterion being those of its own shares of levels:

    same artefact, same criterion, two assessors       quality
    same artefact, two criteria, two assessors         what quality has in common
    same assessor, two artefacts                       severity
    same artefact, same assessor, two criteria         common quality, severity and halo

The rest of the variance is noise. Negative parts are taken for 0, and the cuts of the model are the
mean of the criteria's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from math import asin, cos, exp, log, pi, sin
from statistics import NormalDist, fmean
from typing import TYPE_CHECKING

from lapel.domain.rubrics.ratings import scored_twice
from lapel.domain.rubrics.reliability import FEWEST
from lapel.domain.rubrics.study.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lapel.domain.rubrics.ratings import Rating, Ratings

    Cell = tuple[str, int]
    Pairs = Counter[tuple[Cell, Cell]]

NORMAL = NormalDist()
MOST, LEAST_NOISE, LEAST_QUALITY = 0.99, 0.01, 0.05
# Gauss and Legendre's points on half of (-1, 1) and their weights, for ten in all.
LEGENDRE = (
    (0.1488743389816312, 0.2955242247147529),
    (0.4333953941292472, 0.2692667193099963),
    (0.6794095682990244, 0.2190863625159820),
    (0.8650633666889845, 0.1494513491505806),
    (0.9739065285171717, 0.0666713443086881),
)
GOLDEN = (5**0.5 - 1) / 2


class NotEstimableError(ValueError):
    """A file from which the model cannot be had; the message says why."""


@dataclass(frozen=True)
class Estimate:
    """The model, and the four correlations it was made from (None: no such pair in the file)."""

    world: World
    artefacts: int
    correlations: Mapping[str, float | None]


def estimated(ratings: Ratings) -> Estimate:
    """Estimate the spreads; raises `NotEstimableError` where the file says too little."""
    artefacts = list(ratings.artefacts())
    twice = sum(map(scored_twice, artefacts))
    if twice < FEWEST:
        raise NotEstimableError(f"Insufficient data: {twice} artefacts scored twice, not {FEWEST}.")
    cuts = _cuts(ratings)
    pairs = _pairs(artefacts)
    found = {kind: _correlation(each, cuts) for kind, each in pairs.items()}
    quality = found["quality"] or 0.0
    if quality < LEAST_QUALITY:
        raise NotEstimableError("Assessors agree no more than by chance: no quality is to be seen.")
    severity = max(found["severity"] or 0.0, 0.0)
    common = min(max(found["common"] or 0.0, 0.0), MOST * quality)
    halo = max((found["together"] or 0.0) - common - severity, 0.0)
    noise = max(1 - quality - severity - halo, LEAST_NOISE)
    world = World(
        severity=(severity / quality) ** 0.5,
        halo=(halo / quality) ** 0.5,
        noise=(noise / quality) ** 0.5,
        common=common / quality,
        cuts=(_mean_cut(cuts, 1, quality), _mean_cut(cuts, 2, quality)),
        criteria=len(ratings.criteria),
    )
    return Estimate(world, twice, found)


def _cuts(ratings: Ratings) -> dict[str, list[float]]:
    """Give the edges of each criterion's levels; half a rating is added where a level has none."""
    cuts = {}
    for criterion in ratings.criteria:
        given = [each.level for each in ratings.ratings if each.criterion == criterion]
        counts = [given.count(level) + 0.5 for level in range(len(ratings.levels))]
        below = [sum(counts[:place]) / sum(counts) for place in range(1, len(counts))]
        cuts[criterion] = [-9.0, *map(NORMAL.inv_cdf, below), 9.0]
    return cuts


def _mean_cut(cuts: Mapping[str, Sequence[float]], place: int, quality: float) -> float:
    return fmean(each[place] for each in cuts.values()) / float(quality**0.5)


def _pairs(artefacts: Sequence[Sequence[Rating]]) -> dict[str, Pairs]:
    """Count the pairs of each kind by criteria and levels."""
    kinds: dict[str, Pairs] = {
        kind: Counter() for kind in ("quality", "common", "severity", "together")
    }
    by_assessor: dict[str, Counter[Cell]] = {}
    for ratings in artefacts:
        for kind, one, other in _within(ratings):
            kinds[kind][one, other] += 1
            if kind == "together":
                kinds["severity"][one, other] -= 1
        for each in ratings:
            if each.level is not None:
                by_assessor.setdefault(each.assessor, Counter())[each.criterion, each.level] += 1
    for cells in by_assessor.values():
        for one, times in cells.items():
            kinds["severity"][one, one] += times * (times - 1) // 2
        for one, other in combinations(sorted(cells), 2):
            kinds["severity"][one, other] += cells[one] * cells[other]
    return kinds


def _within(ratings: Sequence[Rating]) -> Iterator[tuple[str, Cell, Cell]]:
    """Name the pairs of one artefact, each once and in the order of its cells."""
    given = [each for each in ratings if each.level is not None]
    for first, second in combinations(given, 2):
        same = first.criterion == second.criterion
        kind = "together" if first.assessor == second.assessor else "quality" if same else "common"
        cells = sorted((each.criterion, each.level or 0) for each in (first, second))
        yield kind, cells[0], cells[1]


def _correlation(pairs: Pairs, cuts: Mapping[str, Sequence[float]]) -> float | None:
    """Find the correlation under which the pairs are likeliest, by golden section."""
    if not pairs:
        return None

    def likelihood(correlation: float) -> float:
        return sum(
            times * log(max(cell_chance(cuts, one, other, correlation), 1e-12))
            for (one, other), times in pairs.items()
        )

    low, high = -MOST, MOST
    while high - low > 1e-4:
        one, other = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        low, high = (one, high) if likelihood(one) < likelihood(other) else (low, other)
    return (low + high) / 2


def cell_chance(
    cuts: Mapping[str, Sequence[float]], one: Cell, other: Cell, correlation: float
) -> float:
    """Give the probability of two levels together."""
    (first, row), (second, column) = one, other
    return sum(
        sign * both_below(cuts[first][row + up], cuts[second][column + right], correlation)
        for up, right, sign in ((1, 1, 1), (0, 1, -1), (1, 0, -1), (0, 0, 1))
    )


def both_below(one: float, other: float, correlation: float) -> float:
    """Give the bivariate normal probability, by Drezner's integral in Genz' form (2004)."""
    half = asin(correlation) / 2
    area = sum(
        weight * _height(one, other, half * (1 + way * place))
        for place, weight in LEGENDRE
        for way in (1, -1)
    )
    return NORMAL.cdf(one) * NORMAL.cdf(other) + half * area / (2 * pi)


def _height(one: float, other: float, angle: float) -> float:
    return exp(-(one**2 + other**2 - 2 * one * other * sin(angle)) / (2 * cos(angle) ** 2))

"""How far assessors agree, beyond chance and not: the numbers of the reliability card.

A *unit* is one thing that was rated (a criterion of a submission), as the list of the ratings it
got, in the order of the seats. A rating is a level's place on the scale, 0 for the lowest, or None
where a seat gave none (missing, or "cannot judge"). A *scale* is how many levels there are.

Every figure is a number, or None where it is undefined: nothing was rated twice, or there is no
variation to tell agreement from habit. It is never NaN, and never 0 or 1 for want of data.

Sources: K. L. Gwet, Handbook of Inter-Rater Reliability, 4th ed. (2014), chapters 2 to 4; K.
Krippendorff, Computing Krippendorff's Alpha-Reliability (2011); J. Cohen, Psychological Bulletin 70
(1968); J. L. Fleiss, Psychological Bulletin 76 (1971).
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Unit = Sequence[int | None]
    Units = Iterable[Unit]
    Tally = Counter[tuple[int | None, ...]]
    Table = Counter[tuple[int, ...]]
    Matrix = list[list[float]]


class Weights(StrEnum):
    """What credit two different levels get; identical ones get 1."""

    IDENTITY = "identity"
    LINEAR = "linear"
    QUADRATIC = "quadratic"
    ORDINAL = "ordinal"


class Metric(StrEnum):
    """How far apart two levels are for Krippendorff's alpha."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"


def weights_of(kind: Weights, scale: int) -> Matrix:
    """Give the table of credits between 0 and 1, a row and a column a level (Gwet 2014)."""
    most = max(scale - 1, 1)

    def credit(apart: int) -> float:
        if kind is Weights.IDENTITY:
            return float(apart == 0)
        if kind is Weights.LINEAR:
            return 1 - apart / most
        if kind is Weights.QUADRATIC:
            return 1 - (apart / most) ** 2
        return 1 - comb(apart + 1, 2) / comb(most + 1, 2)

    return [[credit(abs(row - column)) for column in range(scale)] for row in range(scale)]


def tallied(units: Units) -> Tally:
    """Count equal units once; every figure takes the counts for the units, and is the quicker."""
    return units if isinstance(units, Counter) else Counter(map(tuple, units))


def exact_agreement(units: Units, *, within: int = 0) -> float | None:
    """Give the share of pairs of ratings of one unit that are at most `within` levels apart.

    Each unit counts once, however many rated it.
    """
    agreed, rated = 0.0, 0
    for unit, times in tallied(units).items():
        apart = [abs(one - other) for one, other in combinations(_given(unit), 2)]
        if apart:
            agreed += times * sum(each <= within for each in apart) / len(apart)
            rated += times
    return agreed / rated if rated else None


def cohens_kappa(pairs: Units, *, scale: int, weights: Weights = Weights.IDENTITY) -> float | None:
    """Give Cohen's kappa of two raters, each with habits of her own; pairs with a gap are left out.

    Undefined where both gave one and the same level throughout.
    """
    both: Counter[tuple[int, ...]] = Counter()
    for unit, times in tallied(pairs).items():
        if len(pair := tuple(_given(unit))) == 2:
            both[pair] += times
    total = both.total()
    if not total:
        return None
    credit = weights_of(weights, scale)
    first, second = ([0.0] * scale for _rater in range(2))
    for (one, other), times in both.items():
        first[one] += times / total
        second[other] += times / total
    seen = sum(credit[one][other] * times for (one, other), times in both.items()) / total
    chance = _weighted(credit, first, second)
    return _beyond(seen, chance)


def fleiss_kappa(units: Units, *, scale: int, weights: Weights = Weights.IDENTITY) -> float | None:
    """Give Fleiss' kappa for any number of raters, in Gwet's form that bears missing ratings."""
    table = _counts(units, scale)
    credit = weights_of(weights, scale)
    habits = _habits(table, scale)
    return _beyond(_seen(table, credit), _weighted(credit, habits, habits))


def gwet(units: Units, *, scale: int, weights: Weights = Weights.IDENTITY) -> float | None:
    """Give Gwet's AC1 (weights: identity) or AC2 (any others), which bears skewed levels.

    Undefined where nothing was rated twice, or where only one level was ever given.
    """
    table = _counts(units, scale)
    habits = _habits(table, scale)
    if sum(share > 0 for share in habits) < 2:
        return None
    credit = weights_of(weights, scale)
    spread = sum(share * (1 - share) for share in habits)
    chance = sum(map(sum, credit)) / (scale * (scale - 1)) * spread
    return _beyond(_seen(table, credit), chance)


def krippendorffs_alpha(
    units: Units, *, scale: int, metric: Metric = Metric.ORDINAL
) -> float | None:
    """Give Krippendorff's alpha for any number of raters and missing ratings.

    Undefined where nothing was rated twice, or where only one level was ever given.
    """
    table = _counts(units, scale)
    pairable = [(counts, times) for counts, times in table.items() if sum(counts) > 1]
    totals = [sum(counts[level] * times for counts, times in pairable) for level in range(scale)]
    apart = _distances(totals, metric)
    expected = _disagreement(totals, apart) / (sum(totals) - 1) if sum(totals) > 1 else 0.0
    if expected <= 0:
        return None
    observed = sum(
        _disagreement(counts, apart) / (sum(counts) - 1) * times for counts, times in pairable
    )
    return 1 - observed / expected


def _disagreement(counts: Sequence[int], apart: Matrix) -> float:
    """Add up the distances between all ordered pairs of so many ratings of each level."""
    return _weighted(apart, counts, counts)


def _distances(totals: Sequence[int], metric: Metric) -> Matrix:
    levels = range(len(totals))
    if metric is Metric.NOMINAL:
        return [[float(one != other) for other in levels] for one in levels]

    def between(one: int, other: int) -> float:
        low, high = sorted((one, other))
        return (sum(totals[low : high + 1]) - (totals[low] + totals[high]) / 2) ** 2

    return [[between(one, other) if one != other else 0.0 for other in levels] for one in levels]


def _given(unit: Unit) -> list[int]:
    return [rating for rating in unit if rating is not None]


def _counts(units: Units, scale: int) -> Table:
    """Count the levels each unit got; units that nobody rated are left out."""
    table: Table = Counter()
    for unit, times in tallied(units).items():
        given = _given(unit)
        if given:
            table[tuple(given.count(level) for level in range(scale))] += times
    return table


def _habits(table: Table, scale: int) -> list[float]:
    """Give how often each level is given, every unit counting alike."""
    shares = [0.0] * scale
    for counts, times in table.items():
        for level, count in enumerate(counts):
            shares[level] += times * count / sum(counts)
    return [share / max(table.total(), 1) for share in shares]


def _seen(table: Table, credit: Matrix) -> float | None:
    """Give the weighted share of agreeing pairs, over the units that two or more rated."""
    agreed, rated = 0.0, 0
    for counts, times in table.items():
        raters = sum(counts)
        if raters > 1:
            pairs = _weighted(credit, counts, counts) - raters
            agreed += times * pairs / (raters * (raters - 1))
            rated += times
    return agreed / rated if rated else None


def _weighted(matrix: Matrix, rows: Sequence[float], columns: Sequence[float]) -> float:
    return sum(
        matrix[row][column] * by_row * by_column
        for row, by_row in enumerate(rows)
        for column, by_column in enumerate(columns)
        if by_row and by_column
    )


def _beyond(seen: float | None, chance: float) -> float | None:
    """Give the share of what chance leaves open; undefined where it leaves nothing."""
    if seen is None or chance > 1 - 1e-12:
        return None
    return (seen - chance) / (1 - chance)

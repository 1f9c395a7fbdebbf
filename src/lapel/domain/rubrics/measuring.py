"""The figures of agreement of a file of ratings, over all and by criterion, each with its doubt.

As on a reliability card: under `FEWEST` artefacts that two or more scored there is no figure, and
one without variation behind it is undefined. A unit is a criterion of an artefact, a cluster of the
bootstrap the artefact.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from lapel.domain.rubrics.agreement import (
    Metric,
    Weights,
    cohens_kappa,
    exact_agreement,
    fleiss_kappa,
    gwet,
    krippendorffs_alpha,
)
from lapel.domain.rubrics.ratings import scored_twice
from lapel.domain.rubrics.reliability import FEWEST, RESAMPLES, bootstrapped

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Mapping, Sequence

    from lapel.domain.rubrics.agreement import Unit
    from lapel.domain.rubrics.ratings import Rating, Ratings
    from lapel.domain.rubrics.reliability import Figure, Statistic

    Cluster = Sequence[Unit]

# R16: what an assessor has to have scored before her agreement with the keys is a figure.
FEWEST_KEYED = 25
FEWEST_ANCHORS = 5


@dataclass(frozen=True)
class Measured:
    """Figures over `artefacts` scored twice or more; none where those are too few."""

    artefacts: int
    units: int
    figures: Mapping[str, Figure]


@dataclass(frozen=True)
class Report:
    """All that a file says of agreement; keyed figures are missing where it has no keys."""

    together: Measured
    by_criterion: Mapping[str, Measured]
    against_key: Measured | None
    by_assessor: Mapping[str, Measured]


def statistics_of(scale: int, *, raters: int) -> dict[str, Statistic]:
    """Give the figures that make sense; Cohen's kappa only where there are two fixed raters."""
    told: dict[str, Statistic] = {
        "exact": exact_agreement,
        "adjacent": partial(exact_agreement, within=1),
    }
    kinds = {"": Weights.IDENTITY, "_linear": Weights.LINEAR, "_quadratic": Weights.QUADRATIC}
    for name, kind in kinds.items():
        if raters == 2:
            told[f"cohen{name}"] = partial(cohens_kappa, scale=scale, weights=kind)
    for name, kind in kinds.items():
        told[f"fleiss{name}"] = partial(fleiss_kappa, scale=scale, weights=kind)
    for metric in Metric:
        told[f"alpha_{metric}"] = partial(krippendorffs_alpha, scale=scale, metric=metric)
    told["ac1"] = partial(gwet, scale=scale)
    told["ac2"] = partial(gwet, scale=scale, weights=Weights.ORDINAL)
    return told


def keyed_statistics_of(scale: int) -> dict[str, Statistic]:
    """Give R16's figures of agreement with a key."""
    return {
        "exact": exact_agreement,
        "adjacent": partial(exact_agreement, within=1),
        "cohen_quadratic": partial(cohens_kappa, scale=scale, weights=Weights.QUADRATIC),
    }


def measured(ratings: Ratings, *, chance: random.Random, resamples: int = RESAMPLES) -> Report:
    """Compute every figure; `chance` draws the resamples, so that a seed repeats it."""
    artefacts = list(ratings.artefacts())
    statistics = statistics_of(len(ratings.levels), raters=len(ratings.assessors))

    def figures(criterion: str | None) -> Measured:
        chosen = (_of(criterion, each) for each in artefacts)
        clusters = [_units(each, ratings.assessors) for each in chosen if scored_twice(each)]
        enough = len(clusters) >= FEWEST
        return _measured(statistics if enough else {}, clusters, chance, resamples)

    against_key, by_assessor = against_keys(ratings, chance=chance, resamples=resamples)
    return Report(
        figures(None),
        {criterion: figures(criterion) for criterion in ratings.criteria},
        against_key,
        by_assessor,
    )


def against_keys(
    ratings: Ratings, *, chance: random.Random, resamples: int = RESAMPLES
) -> tuple[Measured | None, dict[str, Measured]]:
    """Hold all levels, and each assessor's, against the keys; None where the file has no key."""
    if all(each.key is None for each in ratings.ratings):
        return None, {}
    artefacts = list(ratings.artefacts())
    statistics = keyed_statistics_of(len(ratings.levels))

    def keyed(assessor: str | None) -> Measured:
        clusters = [pairs for each in artefacts if (pairs := _keyed(each, assessor))]
        enough = len(clusters) >= FEWEST_ANCHORS and sum(map(len, clusters)) >= FEWEST_KEYED
        return _measured(statistics if enough else {}, clusters, chance, resamples)

    return keyed(None), {assessor: keyed(assessor) for assessor in ratings.assessors}


def _measured(
    statistics: Mapping[str, Statistic],
    clusters: Sequence[Cluster],
    chance: random.Random,
    resamples: int,
) -> Measured:
    figures = {
        name: bootstrapped(statistic, clusters, chance=chance, resamples=resamples)
        for name, statistic in statistics.items()
    }
    return Measured(len(clusters), len(list(chain.from_iterable(clusters))), figures)


def _of(criterion: str | None, ratings: Iterable[Rating]) -> list[Rating]:
    return [each for each in ratings if criterion in (None, each.criterion)]


def _units(ratings: Sequence[Rating], assessors: Sequence[str]) -> list[Unit]:
    """Give the criteria that two or more scored; a pair of assessors keep their seats."""
    by_criterion: dict[str, dict[str, int]] = {}
    for each in ratings:
        if each.level is not None:
            by_criterion.setdefault(each.criterion, {})[each.assessor] = each.level
    given = [levels for levels in by_criterion.values() if len(levels) > 1]
    if len(assessors) == 2:
        return [[levels[name] for name in assessors] for levels in given]
    return [sorted(levels.values()) for levels in given]


def _keyed(ratings: Iterable[Rating], assessor: str | None) -> list[Unit]:
    return [
        (each.key, each.level)
        for each in ratings
        if assessor in (None, each.assessor) and None not in (each.key, each.level)
    ]

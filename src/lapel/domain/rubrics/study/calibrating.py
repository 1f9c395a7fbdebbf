"""What is known before work is routed: whether alpha passes R10's bar, and who is how lenient."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from statistics import NormalDist, fmean
from typing import TYPE_CHECKING

from lapel.domain.rubrics.agreement import Weights, cohens_kappa, krippendorffs_alpha
from lapel.domain.rubrics.levels import ORDER
from lapel.domain.rubrics.reliability import SCALE, bootstrapped
from lapel.domain.rubrics.study.world import qualities, scored

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from lapel.domain.rubrics.reliability import Figure
    from lapel.domain.rubrics.study.world import Scoring, World

# R10: full double scoring until so many, and until alpha's lower bound has passed this bar.
SIZES = (30, 60, 120, 240, 480)
BAR = 0.667
RESAMPLES = 200
# ADAPTIVE: an assessor's leniency is taken into account from so many scorings on.
FEWEST = 15


@dataclass(frozen=True)
class Calibration:
    """After how many double scorings routing may begin (None: never), and what is known then."""

    established: int | None
    alpha: Figure
    kappa: float | None
    known: tuple[float, ...]


def calibrated(
    world: World, lenient: Sequence[float], chance: random.Random, *, sizes: Sequence[int] = SIZES
) -> Calibration:
    """Score in pairs until alpha's lower bound passes; the last size is where patience ends."""
    everybody = range(world.assessors)
    pairs: list[list[tuple[int, int]]] = []
    given: list[list[Scoring]] = [[] for _assessor in everybody]
    for size in sizes:
        while len(pairs) < size:
            quality, both = qualities(world, chance), chance.sample(everybody, 2)
            scorings = [scored(world, quality, lenient[one], chance) for one in both]
            pairs.append(list(zip(*map(_places, scorings), strict=True)))
            for one, scoring in zip(both, scorings, strict=True):
                given[one].append(scoring)
        alpha = bootstrapped(
            partial(krippendorffs_alpha, scale=SCALE), pairs, chance=chance, resamples=RESAMPLES
        )
        if alpha.low is not None and alpha.low >= BAR:
            break
    passed = alpha.low is not None and alpha.low >= BAR
    units = [unit for pair in pairs for unit in pair]
    kappa = cohens_kappa(units, scale=SCALE, weights=Weights.QUADRATIC)
    known = tuple(known_leniency(world, each) for each in given)
    return Calibration(len(pairs) if passed else None, alpha, kappa, known)


def known_leniency(world: World, given: Sequence[Scoring]) -> float:
    """Estimate an assessor's leniency from her own levels, drawn towards 0 by what is not known.

    By how far her mean level lies from the model's, over the slope of that mean; 0 under `FEWEST`.
    """
    if len(given) < FEWEST:
        return 0.0
    means = [fmean(_places(each)) for each in given]
    centre = fmean(means)
    spread = sum((each - centre) ** 2 for each in means) / (len(means) - 1)
    slope = sum(NormalDist(0, world.total).pdf(cut) for cut in world.cuts)
    doubt = spread / len(means) / slope**2
    trust = world.severity**2 / (world.severity**2 + doubt) if world.severity else 0.0
    return trust * (centre - world.mean_level()) / slope


def _places(scoring: Scoring) -> list[int]:
    return [ORDER.index(each.level) for each in scoring.values()]

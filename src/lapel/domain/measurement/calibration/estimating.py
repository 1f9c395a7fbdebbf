"""Slopes and steps of one competency's items by marginal maximum likelihood (EM), sparse or not.

Ability is integrated out over a normal population. Each round weighs the grid for every person by
what she answered (E) and takes a step of Fisher scoring for all items (M). With priors, logarithms
of slopes are drawn towards their mean, and steps towards the middle: items that few answered
would else get slopes by chance, and intervals made of them would be too narrow.

Source: R. D. Bock and M. Aitkin, Psychometrika 46 (1981).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from lapel.domain.measurement.calibration.models import NORMAL, PLACES, chances_of, logs_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lapel.domain.measurement.calibration.answers import Answers, Floats
    from lapel.domain.measurement.items import Item

ROUNDS = 2000
LONGEST = 0.5


@dataclass(frozen=True)
class Priors:
    """Standard deviations: of the slopes' logarithms around their mean, and of steps around 0."""

    slope: float = 0.15
    step: float = 2.0


@dataclass(frozen=True)
class Fit:
    """Items with their new parameters, the logarithm of the likelihood, rounds, and an end.

    `settled` is False where the rounds were used up.
    """

    items: tuple[Item, ...]
    likelihood: float
    rounds: int
    settled: bool


def estimated(
    answers: Answers,
    *,
    priors: Priors | None,
    tolerance: float = 1e-4,
    rounds: int = ROUNDS,
) -> Fit:
    """Estimate until no parameter moves by more than `tolerance` in a round.

    With `priors`, an item without an answer gets the mean slope and steps in the middle. Raises
    `ValueError` where nobody answered.
    """
    if not len(answers.person):
        raise ValueError("nobody answered")
    items, moved, round_ = answers.items, 1.0, 0
    while moved > tolerance and round_ < rounds:
        round_ += 1
        counts = expected_counts(answers, items, NORMAL)
        items, moved = _improved(answers, items, counts, priors)
    known = dict(zip((each.key for each in items), answers.answered, strict=True))
    return Fit(
        tuple(replace(each, answers=int(known[each.key])) for each in items),
        likelihood(answers, items),
        round_,
        moved <= tolerance,
    )


def weighed(answers: Answers, items: Sequence[Item], population: Floats) -> tuple[Floats, Floats]:
    """Give people by grid of what is known of each, and the logarithm of each one's likelihood.

    `population` is of the grid, or people by grid.
    """
    found = answers.chosen @ logs_of(items) + np.log(np.maximum(population, 1e-300))
    most = found.max(axis=1, keepdims=True)
    weights = np.exp(found - most)
    total = weights.sum(axis=1, keepdims=True)
    return weights / total, (most + np.log(total))[:, 0]


def likelihood(answers: Answers, items: Sequence[Item]) -> float:
    """Give the logarithm of the marginal likelihood of all answers."""
    return float(answers.counts @ weighed(answers, items, NORMAL)[1])


def expected_counts(answers: Answers, items: Sequence[Item], population: Floats) -> Floats:
    """Give categories of all items by grid: how many chose it at each ability, as expected."""
    weights, _logs = weighed(answers, items, population)
    counts: Floats = answers.chosen.T @ (weights * answers.counts[:, None])
    return counts


def _improved(
    answers: Answers, items: Sequence[Item], counts: Floats, priors: Priors | None
) -> tuple[tuple[Item, ...], float]:
    """Take one step for all items, those of one size together; returns the greatest move."""
    made = list(items)
    middle = float(np.mean([np.log(each.slope) for each in items]))
    moved = 0.0
    for size in np.unique(answers.sizes):
        places = np.flatnonzero(answers.sizes == size).tolist()
        columns = answers.starts[places, None] + np.arange(size)
        slope = np.array([items[place].slope for place in places])
        steps = np.array([items[place].steps for place in places])
        step = _scored(slope, steps, counts[columns], middle, priors)
        moved = max(moved, float(np.abs(step).max()))
        for place, each, old, old_steps in zip(places, step, slope, steps, strict=True):
            made[place] = replace(
                items[place],
                slope=float(old * np.exp(each[0])),
                steps=tuple(float(one) for one in old_steps + each[1:]),
            )
    return tuple(made), moved


def _scored(
    slope: Floats, steps: Floats, counts: Floats, middle: float, priors: Priors | None
) -> Floats:
    """Give each item's step of Fisher scoring: of the slope's logarithm, and of its steps."""
    chances = chances_of(slope, steps)
    ways = _ways(slope, steps)
    total = counts.sum(axis=1)
    mean = np.einsum("ikg,ipkg->ipg", chances, ways)
    gradient = np.einsum("ikg,ipkg->ip", counts - total[:, None, :] * chances, ways)
    apart = ways - mean[:, :, None, :]
    known = np.einsum("ig,ikg,ipkg,iqkg->ipq", total, chances, apart, apart, optimize=True)
    spread = np.full(steps.shape[1] + 1, np.inf)
    if priors is not None:
        spread = np.array([priors.slope, *[priors.step] * steps.shape[1]])
        off = np.concatenate([(np.log(slope) - middle)[:, None], steps], axis=1)
        gradient = gradient - off / spread**2
    known = known + np.diag(1 / spread**2) + 1e-9 * np.eye(len(spread))
    found: Floats = np.linalg.solve(known, gradient[:, :, None])[:, :, 0]
    return np.clip(found, -LONGEST, LONGEST)


def _ways(slope: Floats, steps: Floats) -> Floats:
    """Give how each exponent moves: items by parameters by categories by grid."""
    size = steps.shape[1] + 1
    category = np.arange(size)
    passed = (category[None, :] > np.arange(size - 1)[:, None]).astype(float)
    gaps = PLACES[None, None, :] - steps[:, :, None]
    risen = np.einsum("jk,ijg->ikg", passed, gaps) * slope[:, None, None]
    lowered = -slope[:, None, None, None] * passed[None, :, :, None]
    lowered = np.broadcast_to(lowered, (len(slope), size - 1, size, len(PLACES)))
    made: Floats = np.concatenate([risen[:, None], lowered], axis=1)
    return made

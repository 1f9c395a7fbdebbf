"""How severe each assessor is, once what she scored is taken into account (many-facet Rasch).

Estimated by marginal likelihood: the quality of a work is normal and integrated out on a grid, and
severities are N(0, s²) with s unknown. What the ratings leave open of s widens each error: with one
best s the errors of few assessors would be far too small, as those of joint estimation are.

Criteria of one work may hang together more than the model says (halo): where the artefacts vary
more than it allows, errors are wider by that (a sandwich, by artefact).

Sources: R. D. Bock, M. Aitkin, Psychometrika 46 (1981); E. Berndt, B. Hall, R. Hall, J. Hausman,
Annals of Economic and Social Measurement 3 (1974), for the first steps; A. Gelman and others,
Bayesian Data Analysis, 3rd ed. (2013), 5.4 and 5.7, for s; P. Huber (1967), for the sandwich.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp, log
from typing import TYPE_CHECKING

from lapel.domain.rubrics.marginal import Marginal, Slope
from lapel.domain.rubrics.matrices import (
    dot,
    inverse,
    log_determinant,
    outer_sum,
    product,
    times,
    with_diagonal,
)
from lapel.domain.rubrics.ratings import scored_twice
from lapel.domain.rubrics.reliability import FEWEST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lapel.domain.rubrics.matrices import Matrix, Vector
    from lapel.domain.rubrics.ratings import Ratings

# From so many scorings on, and under this error, severity may be allowed for (ADAPTIVE).
FEWEST_SCORINGS = 15
MOST_ERROR = 0.35
# Time grows with the square of their number, and more.
MOST_ASSESSORS = 100

# What keeps a criterion's or a level's place finite where nobody, or everybody, reached it.
LOOSE = 1e-4
# What s may be; all are as likely before a rating is seen.
SPREADS = [number / 20 for number in range(1, 41)]
STEPS, ROUNDS, HALVED = 200, 20, 12
NEAR, CLOSE, SAME = 1e-3, 1e-10, 1e-4


class NotEstimableError(ValueError):
    """Ratings from which severity cannot be had; the message says why."""


class NotLinkedError(NotEstimableError):
    """Assessors in groups that share no work: nobody can say which group is the severer."""

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        super().__init__(f"The assessors fall into {len(groups)} groups that share no work.")
        self.groups = groups


@dataclass(frozen=True)
class Severity:
    """An assessor's severity in logits beside the mean of all in the file; a plus is severe.

    `error` is its standard error, `works` how many she scored.
    """

    works: int
    logits: float
    error: float

    @property
    def is_firm(self) -> bool:
        """Tell whether enough is known to allow for it."""
        return self.works >= FEWEST_SCORINGS and self.error < MOST_ERROR


@dataclass(frozen=True)
class Severities:
    """All assessors by name; the model's other parts, in logits, and its log-likelihood.

    `spread` is that of severities in the population they are taken from, `quality` that of works.
    """

    assessors: Mapping[str, Severity]
    criteria: Mapping[str, float]
    thresholds: tuple[float, ...]
    spread: float
    quality: float
    likelihood: float


def severities_of(ratings: Ratings) -> Severities:
    """Estimate every assessor's severity.

    Raises `NotLinkedError` where works do not tie all assessors together, `NotEstimableError`
    under `FEWEST` works that two or more scored, or over `MOST_ASSESSORS`. It takes seconds.
    """
    twice = sum(map(scored_twice, ratings.artefacts()))
    if twice < FEWEST:
        raise NotEstimableError(f"Insufficient data: {twice} artefacts scored twice, not {FEWEST}.")
    if len(ratings.assessors) > MOST_ASSESSORS:
        raise NotEstimableError(f"There are more than {MOST_ASSESSORS} assessors.")
    groups = linked_groups(ratings)
    if len(groups) > 1:
        raise NotLinkedError(groups)
    return _Fit(Marginal(ratings)).told()


def linked_groups(ratings: Ratings) -> list[list[str]]:
    """Give the assessors in groups that are tied together by works, the largest group first."""
    groups: list[set[str]] = []
    for together in ratings.artefacts():
        names = {each.assessor for each in together if each.level is not None}
        if not names:
            continue
        touched = [group for group in groups if group & names]
        groups = [group for group in groups if not group & names]
        groups.append(names.union(*touched))
    return sorted((sorted(group) for group in groups), key=lambda group: (-len(group), group))


@dataclass(frozen=True)
class _Spread:
    """What follows from one s: its weight, severities beside their mean, and their variances."""

    spread: float
    weight: float
    severities: Vector
    apart: Vector


class _Fit:
    """The estimation: severities and the rest given s, then s by what the ratings leave open."""

    def __init__(self, marginal: Marginal) -> None:
        self._marginal = marginal
        self._number = len(marginal.assessors)
        self._spread = SPREADS[len(SPREADS) // 4]
        self._place: Vector = marginal.start
        self._slope: Slope = marginal.at(self._place)
        self._curved: Matrix = []
        self._climb(near=NEAR)
        for _round in range(ROUNDS):
            before = self._spread
            self._curved = marginal.curvature(self._place, self._slope)
            self._likely = self._weighed()
            self._spread = sum(each.weight * each.spread for each in self._likely)
            self._climb(near=CLOSE)
            if abs(self._spread - before) < SAME:
                break

    def told(self) -> Severities:
        """Give what was found."""
        marginal, number = self._marginal, self._number
        severities = [
            sum(each.weight * each.severities[who] for each in self._likely)
            for who in range(number)
        ]
        works = [sum(who in work for work in marginal.works) for who in range(number)]
        errors = self._errors(severities)
        found = zip(marginal.assessors, works, severities, errors, strict=True)
        mean = sum(self._place[:number]) / number
        difficulties = self._place[number : number + len(marginal.criteria)]
        return Severities(
            {name: Severity(count, value, error) for name, count, value, error in found},
            {name: each + mean for name, each in zip(marginal.criteria, difficulties, strict=True)},
            tuple(marginal.thresholds(self._place)),
            self._spread,
            exp(self._place[-1]),
            self._slope.height,
        )

    def _ties(self, spread: float) -> Vector:
        """Give how firmly each parameter is held to 0 beside what the ratings say."""
        others = len(self._place) - self._number
        return [*[spread**-2] * self._number, *[LOOSE] * others]

    def _climb(self, *, near: float) -> None:
        """Find the likeliest parameters for this s, by Newton's steps.

        Until the curvature is known the works' gradients stand for it.
        """
        ties = self._ties(self._spread)
        for _step in range(STEPS):
            held = zip(self._slope.whole, ties, self._place, strict=True)
            slope = [up - tie * value for up, tie, value in held]
            curved = self._curved or outer_sum(self._slope.by_work)
            step = times(inverse(with_diagonal(curved, ties)), slope)
            if not self._taken(step, ties) or dot(step, slope) < near:
                return

    def _taken(self, step: Vector, ties: Vector) -> bool:
        """Take a step, or half of it, or less; tell whether any led higher."""
        here = _height(self._place, self._slope, ties)
        for halved in range(HALVED):
            there = [value + way / 2**halved for value, way in zip(self._place, step, strict=True)]
            slope = self._marginal.at(there)
            if _height(there, slope, ties) >= here:
                self._place, self._slope = there, slope
                return True
        return False

    def _weighed(self) -> list[_Spread]:
        """Weigh each s by its likelihood, taken for a parabola around this place."""
        flat = times(self._curved, self._place)
        toward = [up + by for up, by in zip(self._slope.whole, flat, strict=True)]
        likely = [self._with(spread, toward) for spread in SPREADS]
        most = max(height for height, _each in likely)
        weights = [exp(height - most) for height, _each in likely]
        return [
            replace(each, weight=weight / sum(weights))
            for weight, (_height, each) in zip(weights, likely, strict=True)
        ]

    def _with(self, spread: float, toward: Vector) -> tuple[float, _Spread]:
        """Give the logarithm of an s's likelihood, and severities beside their mean for it."""
        tied = with_diagonal(self._curved, self._ties(spread))
        doubt = inverse(tied)
        place = times(doubt, toward)
        height = (dot(toward, place) - log_determinant(tied)) / 2 - self._number * log(spread)
        mean = sum(place[: self._number]) / self._number
        apart = [self._apart(who, doubt) for who in range(self._number)]
        return height, _Spread(spread, 0.0, [value - mean for value in place], apart)

    def _errors(self, severities: Vector) -> Vector:
        """Give standard errors beside the mean, those of the model or wider.

        Wider where the artefacts, each taken whole, vary more than the model says.
        """
        ties = self._ties(self._spread)
        doubt = inverse(with_diagonal(self._curved, ties))
        works = len(self._slope.by_work)
        seen = [
            [each * works / (works - 1) for each in row] for row in outer_sum(self._slope.by_work)
        ]
        sandwich = product(product(doubt, with_diagonal(seen, ties)), doubt)
        errors = []
        for who, severity in enumerate(severities):
            known = sum(
                each.weight * (each.apart[who] + (each.severities[who] - severity) ** 2)
                for each in self._likely
            )
            wider = self._apart(who, sandwich) / self._apart(who, doubt)
            errors.append((known * max(wider, 1.0)) ** 0.5)
        return errors

    def _apart(self, who: int, doubt: Matrix) -> float:
        """Give the variance of one severity less the mean of all."""
        number = self._number
        way = [(at == who) - 1 / number for at in range(number)]
        block = [row[:number] for row in doubt[:number]]
        return dot(way, times(block, way))


def _height(place: Vector, slope: Slope, ties: Vector) -> float:
    held = sum(tie * value**2 for tie, value in zip(ties, place, strict=True))
    return slope.height - held / 2

"""What is known of a person after some answers: expectation propagation, a site a competency.

All answers of one competency are one site. Its likelihood stands exactly along the grid; towards
the other competencies it is a normal factor (a precision and a shift), chosen so that mean and
variance are those of the exact product with what all others say (the cavity). An answer changes
one site, and the others follow until nothing moves; each step is a rank-one update.

Source: T. Minka, Expectation Propagation for Approximate Bayesian Inference (2001).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp, sqrt
from operator import add, mul
from typing import TYPE_CHECKING, Any

from lapel.domain.measurement.items import GRID, POINTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lapel.domain.measurement.prior import Prior

    Row = tuple[float, ...]

SQUARES = tuple(place**2 for place in GRID)
HALVES = tuple(place**2 / 2 for place in GRID)
NOTHING = (0.0,) * POINTS
# A sweep ends the settling when no mean moved by more than this share of its doubt.
STILL = 0.002
SWEEPS = 12
NINETY = 1.6448536269514722  # of the standard normal, for intervals of 90 %


@dataclass(frozen=True)
class Posterior:
    """Normal: means and covariances by competency, with the sites that made them of the prior."""

    prior: Prior
    mean: tuple[float, ...]
    covariance: tuple[Row, ...]
    precisions: tuple[float, ...]
    shifts: tuple[float, ...]
    evidence: tuple[Row, ...]

    @property
    def sds(self) -> list[float]:
        """Give the doubt of each competency, a standard deviation."""
        return [sqrt(row[place]) for place, row in enumerate(self.covariance)]

    def interval(self, place: int, width: float = NINETY) -> tuple[float, float]:
        """Give the ends of an interval around the mean of a competency, of 90 % if not told."""
        mean, doubt = self.mean[place], sqrt(self.covariance[place][place])
        return mean - width * doubt, mean + width * doubt

    def weights(self, place: int) -> list[float]:
        """Give how a competency's ability spreads along the grid; adds up to 1."""
        mean, scale = self.mean[place], -0.5 / self.covariance[place][place]
        heights = [exp(scale * (point - mean) ** 2) for point in GRID]
        total = sum(heights)
        return [height / total for height in heights]

    def as_plain(self) -> dict[str, Any]:
        """Give means, doubts and sites as JSON can hold them."""
        return {
            "mean": list(self.mean),
            "sd": self.sds,
            "precisions": list(self.precisions),
            "shifts": list(self.shifts),
        }


def before_any_answer(prior: Prior) -> Posterior:
    """Give the prior as the posterior of no answers."""
    none = (0.0,) * len(prior.competencies)
    rows = (NOTHING,) * len(prior.competencies)
    return Posterior(prior, prior.mean, prior.covariance, none, none, rows)


def after(posterior: Posterior, place: int, logs: Sequence[float]) -> Posterior:
    """Take in one answer: `logs`, along the grid, of the competency at `place`."""
    evidence = list(posterior.evidence)
    evidence[place] = tuple(map(add, evidence[place], logs))
    return _settled(replace(posterior, evidence=tuple(evidence)), first=place)


def after_all(prior: Prior, told: Iterable[tuple[int, Sequence[float]]]) -> Posterior:
    """Take in many answers at once, from the prior on."""
    begun = before_any_answer(prior)
    return _settled(replace(begun, evidence=_collected(begun.evidence, told)))


def restored(
    prior: Prior, told: Iterable[tuple[int, Sequence[float]]], plain: Mapping[str, Any]
) -> Posterior:
    """Bring back a posterior from what `as_plain` gave and the answers behind it."""
    begun = before_any_answer(prior)
    work = _Work(replace(begun, evidence=_collected(begun.evidence, told)))
    for place, site in enumerate(zip(plain["precisions"], plain["shifts"], strict=True)):
        work.move(place, *site)
    return work.done()


def _collected(
    evidence: tuple[Row, ...], told: Iterable[tuple[int, Sequence[float]]]
) -> tuple[Row, ...]:
    rows = list(evidence)
    for place, logs in told:
        rows[place] = tuple(map(add, rows[place], logs))
    return tuple(rows)


def _settled(posterior: Posterior, first: int | None = None) -> Posterior:
    """Refine the sites in turn, the changed one first, until none moves."""
    work = _Work(posterior)
    places = [place for place, row in enumerate(work.evidence) if row is not NOTHING]
    if first is not None:
        near = work.covariance[first]
        places = [first, *(place for place in places if place != first and near[place])]
    for _sweep in range(SWEEPS if len(places) > 1 else 1):
        if max(map(work.refine, places), default=0.0) < STILL:
            break
    return work.done()


class _Work:
    """A posterior while its sites are refined."""

    def __init__(self, posterior: Posterior) -> None:
        self._of = posterior
        self.evidence = posterior.evidence
        self.mean = list(posterior.mean)
        self.covariance = list(posterior.covariance)
        self.precisions = list(posterior.precisions)
        self.shifts = list(posterior.shifts)

    def done(self) -> Posterior:
        """Give the posterior that was worked out."""
        return replace(
            self._of,
            mean=tuple(self.mean),
            covariance=tuple(self.covariance),
            precisions=tuple(self.precisions),
            shifts=tuple(self.shifts),
        )

    def refine(self, place: int) -> float:
        """Fit one site to its likelihood; returns how far its mean moved, in doubts."""
        variance = self.covariance[place][place]
        precision = 1 / variance - self.precisions[place]
        shift = self.mean[place] / variance - self.shifts[place]
        mean, spread = _tilted(self.evidence[place], precision, shift)
        moved = abs(mean - self.mean[place]) / sqrt(variance)
        self.move(
            place,
            1 / spread - precision - self.precisions[place],
            mean / spread - shift - self.shifts[place],
        )
        return moved

    def move(self, place: int, precision: float, shift: float) -> None:
        """Add to a site: Sherman and Morrison's formula for means and covariances."""
        row = self.covariance[place]
        scale = 1 / (1 + precision * row[place])
        pull = scale * (shift - precision * self.mean[place])
        drop = scale * precision
        self.mean = [mean + pull * each for mean, each in zip(self.mean, row, strict=True)]
        # a float times a row, written out: this runs for each site after each answer
        self.covariance = [
            tuple([one - share * each for one, each in zip(old, row, strict=True)])
            for old, share in zip(self.covariance, [drop * each for each in row], strict=True)
        ]
        self.precisions[place] += precision
        self.shifts[place] += shift


def _tilted(logs: Sequence[float], precision: float, shift: float) -> tuple[float, float]:
    """Give mean and variance of the likelihood times the cavity, by the grid."""
    heights = [
        each + shift * point - precision * half
        for each, point, half in zip(logs, GRID, HALVES, strict=True)
    ]
    most = max(heights)
    weights = [exp(height - most) for height in heights]
    total = sum(weights)
    mean = sum(map(mul, weights, GRID)) / total
    return mean, sum(map(mul, weights, SQUARES)) / total - mean**2

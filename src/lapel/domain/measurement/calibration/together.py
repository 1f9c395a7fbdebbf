"""The same posterior as `measurement.posterior`, for many people at once, and how abilities go.

People by competencies by grid of evidence in, means and covariances out; sites as there, refined by
rank-one updates for all people together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lapel.domain.measurement.calibration.models import PLACES, logs_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lapel.domain.measurement.calibration.answers import Answers, Floats
    from lapel.domain.measurement.items import Item

SWEEPS = 4
ROUNDS = 60


@dataclass(frozen=True)
class Known:
    """Of each person, a mean and a row of covariances by competency."""

    mean: Floats
    covariance: Floats


def evidence_of(
    tables: Mapping[str, Answers], items: Mapping[str, Sequence[Item]], people: Sequence[str]
) -> Floats:
    """Give people by competencies by grid of log-likelihoods; all tables hold `people`."""
    rows = np.zeros((len(people), len(tables), len(PLACES)))
    for place, (name, answers) in enumerate(tables.items()):
        rows[:, place] = answers.chosen @ logs_of(items[name])
    return rows


class Together:
    """The posteriors of many people, and their sites while they are refined."""

    def __init__(self, evidence: Floats, covariance: Floats) -> None:
        self.evidence = evidence
        people, size = evidence.shape[:2]
        self.precisions = np.zeros((people, size))
        self.shifts = np.zeros((people, size))
        self.believe(covariance)

    def believe(self, covariance: Floats) -> None:
        """Put the sites on another prior, whose means are 0."""
        size = len(covariance)
        known = np.linalg.inv(covariance)[None] + self.precisions[:, :, None] * np.eye(size)
        self.covariance: Floats = np.linalg.inv(known).astype(np.float64)
        self.mean: Floats = np.einsum("pij,pj->pi", self.covariance, self.shifts)

    def settle(self, sweeps: int = SWEEPS) -> Known:
        """Refine every site in turn, `sweeps` times."""
        for _sweep in range(sweeps):
            for place in range(self.evidence.shape[1]):
                self._refine(place)
        return Known(self.mean, self.covariance)

    def _refine(self, place: int) -> None:
        variance = self.covariance[:, place, place]
        precision = 1 / variance - self.precisions[:, place]
        shift = self.mean[:, place] / variance - self.shifts[:, place]
        found = self.evidence[:, place] + shift[:, None] * PLACES
        found = found - precision[:, None] * PLACES**2 / 2
        weights = np.exp(found - found.max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
        mean = weights @ PLACES
        spread = weights @ PLACES**2 - mean**2
        self._move(
            place,
            1 / spread - precision - self.precisions[:, place],
            mean / spread - shift - self.shifts[:, place],
        )

    def _move(self, place: int, precision: Floats, shift: Floats) -> None:
        row = self.covariance[:, place].copy()
        scale = 1 / (1 + precision * row[:, place])
        self.mean += (scale * (shift - precision * self.mean[:, place]))[:, None] * row
        self.covariance -= (scale * precision)[:, None, None] * row[:, :, None] * row[:, None]
        self.precisions[:, place] += precision
        self.shifts[:, place] += shift


def correlations(evidence: Floats, *, tolerance: float = 1e-3, rounds: int = ROUNDS) -> Floats:
    """Estimate how abilities correlate, by EM over the posteriors of all people."""
    size = evidence.shape[1]
    found: Floats = np.eye(size)
    together = Together(evidence, found)
    for _round in range(rounds):
        known = together.settle(1)
        second = known.covariance.mean(axis=0) + known.mean.T @ known.mean / len(known.mean)
        spread = np.sqrt(np.diag(second))
        newer: Floats = second / spread[:, None] / spread
        moved, found = float(np.abs(newer - found).max()), newer
        together.believe(found)
        if moved < tolerance:
            break
    return found

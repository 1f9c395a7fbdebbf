"""How far a person is from an aim: a level for each competency that a role or a school asks for.

A level's line is the middle of the steps at which a criterion of that level tells (`later.STEPS`).
A word is said only where the doubt allows: she has reached a line that she is above with a chance
of `SURE`, and has a gap where that is the chance of being below.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import erf, exp, pi, sqrt
from typing import TYPE_CHECKING

from lapel.domain.measurement.later import STEPS, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lapel.domain.measurement.posterior import Posterior

SURE = 0.8
LINES = {standing: sum(steps) / len(steps) for standing, steps in STEPS.items()}


class Told(StrEnum):
    """What may be said of a person and a line."""

    REACHED = "reached"
    OPEN = "open"
    GAP = "gap"


@dataclass(frozen=True)
class Gap:
    """What lies between a person and one line; `need` is the expected shortfall in SDs."""

    competency: str
    aim: Standing
    need: float
    chance: float

    @property
    def told(self) -> Told:
        """Give the word that the doubt allows."""
        if self.chance >= SURE:
            return Told.REACHED
        return Told.GAP if self.chance <= 1 - SURE else Told.OPEN


def gaps(posterior: Posterior, aim: Mapping[str, Standing]) -> list[Gap]:
    """Judge every competency of an aim, the greatest need first.

    `need` is E[max(0, line - θ)] of the posterior, `chance` that of θ being at the line or above.
    Raises `ValueError` for a competency that was not measured.
    """
    names = posterior.prior.competencies
    if unknown := aim.keys() - set(names):
        raise ValueError(f"not measured: {', '.join(sorted(unknown))}")
    found = []
    for name, standing in aim.items():
        place = names.index(name)
        spread = sqrt(posterior.covariance[place][place])
        off = (LINES[standing] - posterior.mean[place]) / spread
        below = (1 + erf(off / sqrt(2))) / 2
        height = exp(-(off**2) / 2) / sqrt(2 * pi)
        found.append(Gap(name, standing, spread * (off * below + height), 1 - below))
    return sorted(found, key=lambda each: (-each.need, names.index(each.competency)))


def level_of(place: float) -> int:
    """Give how many lines an ability is at or above: 0 before the first, 4 at the last."""
    return sum(place >= line for line in LINES.values())

"""The model of the study: work of some quality, and assessors who see it more or less well.

The unit is the spread of true quality on one criterion. What an assessor sees of a criterion is its
quality, and besides her leniency (the same for all work), a halo (the same for all criteria of one
piece of work) and noise; all normal. Two cuts make R6's three levels of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from statistics import NormalDist
from typing import TYPE_CHECKING

from lapel.domain.rubrics.beside import Model
from lapel.domain.rubrics.levels import ORDER, Criterion, Judgement

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

    Scoring = Mapping[str, Judgement]

JUDGEMENTS = tuple(Judgement(level) for level in ORDER)


@dataclass(frozen=True)
class World:
    """Spreads in units of true quality; `common` is the correlation of two criteria's quality."""

    severity: float
    halo: float
    noise: float
    common: float = 0.6
    cuts: tuple[float, float] = (-1.4, -0.65)
    criteria: int = 5
    assessors: int = 20

    @property
    def rubric(self) -> tuple[Criterion, ...]:
        """Give the criteria, all of them required."""
        return tuple(Criterion(f"c{number}") for number in range(self.criteria))

    @property
    def total(self) -> float:
        """Give the spread of what is seen of one criterion."""
        return float((1 + self.severity**2 + self.halo**2 + self.noise**2) ** 0.5)

    @property
    def one_level(self) -> float:
        """Give the shift that moves an assessor by the width of the middle level."""
        return self.cuts[1] - self.cuts[0]

    @property
    def logits(self) -> float:
        """Give how many logits a unit of quality is.

        The rating scale model is taken that agrees with this one midway between the cuts: in the
        chance of the middle level there, and in how fast the mean level rises.
        """
        half = self.one_level / 2
        rises = 2 * NormalDist(0, self.noise).pdf(half)
        return rises / (1 - self._middle)

    @property
    def _middle(self) -> float:
        return 2 * NormalDist(0, self.noise).cdf(self.one_level / 2) - 1

    @property
    def model(self) -> Model:
        """Give that rating scale model; places are in logits from midway between the cuts."""
        apart = log(2 * self._middle / (1 - self._middle))
        return Model(
            mean=-self.logits * sum(self.cuts) / 2,
            quality=self.logits,
            thresholds=(-apart, apart),
            halo=self.logits * self.halo,
            severity=self.logits * self.severity,
        )

    def mean_level(self, shift: float = 0.0) -> float:
        """Give the mean place on the scale of what somebody sees who has shifted so far."""
        seen = NormalDist(shift, self.total)
        return sum(1 - seen.cdf(cut) for cut in self.cuts)


def leniencies(world: World, chance: random.Random) -> list[float]:
    """Draw by how much each assessor sees work too well; negative is severe."""
    return [chance.gauss(0, world.severity) for _assessor in range(world.assessors)]


def qualities(world: World, chance: random.Random) -> list[float]:
    """Draw the true quality of one piece of work, criterion by criterion."""
    general = chance.gauss(0, world.common**0.5)
    own = (1 - world.common) ** 0.5
    return [general + chance.gauss(0, own) for _criterion in range(world.criteria)]


def seen(world: World, quality: Sequence[float], chance: random.Random) -> list[float]:
    """Draw what an assessor without leniency sees of a piece of work: halo and noise besides."""
    lifted = chance.gauss(0, world.halo)
    return [each + lifted + chance.gauss(0, world.noise) for each in quality]


def cut(world: World, quality: Sequence[float], leniency: float = 0.0) -> Scoring:
    """Give the levels of what was seen so much too well."""
    low, high = (each - leniency for each in world.cuts)
    return {
        f"c{number}": JUDGEMENTS[(each >= low) + (each >= high)]
        for number, each in enumerate(quality)
    }


def scored(
    world: World, quality: Sequence[float], leniency: float, chance: random.Random
) -> Scoring:
    """Draw what an assessor says of a piece of work."""
    return cut(world, seen(world, quality, chance), leniency)


def truth(world: World, quality: Sequence[float]) -> Scoring:
    """Give what a panel without severity, halo, noise and drift would say."""
    return cut(world, quality)

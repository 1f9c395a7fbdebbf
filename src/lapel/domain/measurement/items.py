"""Items, each of one competency: how likely each answer is, and how much it would tell.

An item with one step is the two-parameter logistic model (2PL), with more the generalised partial
credit model (GPCM): with slope a and steps b1 … bm an answer of category k has a probability in
proportion to exp(a Σ(θ - bj), j ≤ k). θ is in standard deviations of the people for whom the bank
was made.

Sources: A. Birnbaum in Lord and Novick (1968); E. Muraki, Applied Psychological Measurement 16
(1992).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from math import exp, isfinite, log
from operator import mul
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

POINTS, REACH = 61, 5.0
GRID = tuple(REACH * (2 * point / (POINTS - 1) - 1) for point in range(POINTS))
LEAST = 1e-300
ANYBODY = tuple(exp(-(place**2) / 2) for place in GRID)
# What an item's parameters must rest on before anything measured by them is called precise.
FEWEST_ANSWERS = 400


@dataclass(frozen=True)
class Item:
    """One question with its parameters; `answers` is how many they were calibrated from.

    `version` counts calibrations of this item; 0 is the judgement of experts. Raises `ValueError`
    for a slope that is not positive, and without a step.
    """

    key: str
    competency: str
    slope: float
    steps: tuple[float, ...]
    version: int = 0
    answers: int = 0

    def __post_init__(self) -> None:
        if not (isfinite(self.slope) and self.slope > 0):
            raise ValueError(f"item “{self.key}”: the slope is a number above 0")
        if not self.steps or not all(map(isfinite, self.steps)):
            raise ValueError(f"item “{self.key}”: one step or more, each a number")

    @property
    def categories(self) -> int:
        """Count the answers that are told apart, 0 the lowest."""
        return len(self.steps) + 1

    @property
    def is_provisional(self) -> bool:
        """Tell whether too few answered it for its parameters to be relied on."""
        return self.answers < FEWEST_ANSWERS

    @property
    def table(self) -> Table:
        """Give what the item says along the grid."""
        return _table(self.slope, self.steps)


@dataclass(frozen=True)
class Table:
    """Along `GRID`: for each category the logarithm of its chance, and Fisher's information."""

    logs: tuple[tuple[float, ...], ...]
    information: tuple[float, ...]

    @cached_property
    def telling(self) -> float:
        """Give what the item tells of people normal around 0, in a measure of its own."""
        told: float = sum(map(mul, ANYBODY, self.information))
        return told


@dataclass(frozen=True)
class Bank:
    """Items by competency, in an order that decides ties; `version` names this set of parameters.

    Raises `ValueError` for a key used twice, and for a competency that is not in the list.
    """

    competencies: tuple[str, ...]
    items: tuple[Item, ...]
    version: str = ""

    def __post_init__(self) -> None:
        if len(self.by_key) < len(self.items):
            raise ValueError("two items have the same key")
        if unknown := {each.competency for each in self.items} - set(self.competencies):
            raise ValueError(f"no competency of the bank: {', '.join(sorted(unknown))}")

    @cached_property
    def by_key(self) -> Mapping[str, Item]:
        """Give each item under its key."""
        return {each.key: each for each in self.items}

    @cached_property
    def by_competency(self) -> Mapping[str, tuple[Item, ...]]:
        """Give the items of each competency in the bank's order."""
        return {
            name: tuple(each for each in self.items if each.competency == name)
            for name in self.competencies
        }

    @property
    def is_provisional(self) -> bool:
        """Tell whether any of its items is; what it measures then has no stated precision."""
        return any(each.is_provisional for each in self.items)


def chances(slope: float, steps: Sequence[float], place: float) -> list[float]:
    """Give the probability of each category at `place`, from the lowest; they add up to 1."""
    heights = [0.0, *accumulate(slope * (place - step) for step in steps)]
    most = max(heights)
    weights = [exp(height - most) for height in heights]
    total = sum(weights)
    return [weight / total for weight in weights]


def information(slope: float, steps: Sequence[float], place: float) -> float:
    """Give Fisher's information at `place`: the slope squared times the category's variance."""
    found = chances(slope, steps, place)
    mean = sum(category * chance for category, chance in enumerate(found))
    return slope**2 * sum((category - mean) ** 2 * each for category, each in enumerate(found))


@lru_cache(maxsize=2048)
def _table(slope: float, steps: tuple[float, ...]) -> Table:
    found = [chances(slope, steps, place) for place in GRID]
    return Table(
        tuple(
            tuple(log(max(each, LEAST)) for each in category)
            for category in zip(*found, strict=True)
        ),
        tuple(information(slope, steps, place) for place in GRID),
    )

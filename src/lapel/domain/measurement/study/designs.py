"""The reference design: 15 competencies of 30 items in three groups, and people to be measured.

Half of the items are 2PL, half GPCM with four categories. Slopes are log-normal, difficulties
normal; they are such that fifteen separate adaptive tests need as many items as in the figures that
docs/reference/measurement.md compares with, so that the comparison is of methods, not of banks.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING

from lapel.domain.measurement.items import FEWEST_ANSWERS, Bank, Item
from lapel.domain.measurement.prior import factor

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

SLOPE, SLOPE_SD = 0.95, 0.25
DIFFICULTY_SD = 1.0
APART = 0.8


@dataclass(frozen=True)
class Design:
    """A bank, the true abilities by person, and how abilities truly correlate."""

    bank: Bank
    people: Mapping[str, Sequence[float]]
    correlations: Sequence[Sequence[float]]


def reference_design(  # noqa: PLR0913 (named, and each is a figure of the design)
    chance: random.Random,
    *,
    people: int,
    competencies: int = 15,
    items: int = 30,
    within: float = 0.65,
    between: float = 0.45,
) -> Design:
    """Draw the design; competencies stand in groups of five."""
    names = tuple(f"c{number + 1:02}" for number in range(competencies))
    rows = [
        [
            1.0 if one == other else within if one // 5 == other // 5 else between
            for other in range(competencies)
        ]
        for one in range(competencies)
    ]
    made = [_item(chance, name, number) for name in names for number in range(items)]
    drawn = {f"p{number + 1:04}": person(chance, rows) for number in range(people)}
    return Design(Bank(names, tuple(made), "true"), drawn, rows)


def person(chance: random.Random, correlations: Sequence[Sequence[float]]) -> list[float]:
    """Draw one person's abilities; raises `ValueError` for correlations that cannot be."""
    lower = factor(correlations)
    if lower is None:
        raise ValueError("such correlations cannot be")
    drawn = [chance.gauss(0, 1) for _row in correlations]
    return [sum(one * each for one, each in zip(row, drawn, strict=False)) for row in lower]


def _item(chance: random.Random, competency: str, number: int) -> Item:
    slope = exp(chance.gauss(log(SLOPE), SLOPE_SD))
    middle = chance.gauss(0, DIFFICULTY_SD)
    steps = (middle,) if number % 2 else (middle - APART, middle, middle + APART)
    key = f"{competency}-{number + 1:02}"
    return Item(key, competency, slope, steps, version=1, answers=FEWEST_ANSWERS)

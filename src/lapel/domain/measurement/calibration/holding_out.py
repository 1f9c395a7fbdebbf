"""Is what the bank says of people true? Some answers are held out and foretold from the others.

Of each person some answers are left out; the rest give her posterior, and that an interval for her
score on what was left out: the doubt about her abilities, correlated as they are, and the chance of
each answer. An honest 90 % interval holds 90 % of the scores; a score being a whole number, where
it falls within its own width is drawn by lot. The people must not be those whom the parameters
were estimated from.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from lapel.domain.measurement.calibration.models import PLACES, chances_of
from lapel.domain.measurement.calibration.together import Together, evidence_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lapel.domain.measurement.calibration.answers import Answers, Floats
    from lapel.domain.measurement.items import Item

SHARE = 0.25
NINETY = 1.6448536269514722
FEWEST, FEWEST_PEOPLE = 5, 100


@dataclass(frozen=True)
class Foretold:
    """The share of people whose score on held-out answers lay within its 90 % interval."""

    people: int
    answers: int
    coverage: float
    error: float


def foretold(
    tables: Mapping[str, Answers],
    items: Mapping[str, Sequence[Item]],
    covariance: Floats,
    *,
    chance: np.random.Generator,
    share: float = SHARE,
) -> Foretold | None:
    """Foretell a random `share` of the answers; None under 100 people with five or more.

    All tables hold the same people, in the order of the rows of `covariance`.
    """
    people = next(iter(tables.values())).people
    held = {name: chance.random(len(each.person)) < share for name, each in tables.items()}
    kept = {name: each.without(held[name]) for name, each in tables.items()}
    together = Together(evidence_of(kept, items, people), covariance)
    known = together.settle()
    size = len(people)
    off, noise, count = np.zeros(size), np.zeros(size), np.zeros(size)
    pulls = np.zeros((size, len(tables)))
    for place, (name, answers) in enumerate(tables.items()):
        who, what = answers.person[held[name]], answers.item[held[name]]
        mean, inner, pull = _expected(known.mean, known.covariance, place, items[name], who, what)
        np.add.at(off, who, answers.category[held[name]] - mean)
        np.add.at(noise, who, inner)
        np.add.at(pulls[:, place], who, pull)
        np.add.at(count, who, 1)
    spread = np.sqrt(noise + np.einsum("pi,pij,pj->p", pulls, known.covariance, pulls))
    judged = count >= FEWEST
    if judged.sum() < FEWEST_PEOPLE:
        return None
    lot = chance.random(size) - 0.5
    within = np.abs(off + lot)[judged] <= NINETY * np.sqrt(spread[judged] ** 2 + 1 / 12)
    coverage = float(within.mean())
    number = int(judged.sum())
    error = sqrt(coverage * (1 - coverage) / number)
    return Foretold(number, int(count[judged].sum()), coverage, error)


def _expected(  # noqa: PLR0913, PLR0917 (six arrays that belong to the same answers)
    mean: Floats,
    covariance: Floats,
    place: int,
    items: Sequence[Item],
    who: np.ndarray,
    what: np.ndarray,
) -> tuple[Floats, Floats, Floats]:
    """Give of each held-out answer its mean, its variance at a known ability, and its slope."""
    centre, spread = mean[who, place], np.sqrt(covariance[who, place, place])
    heights = np.exp(-(((PLACES[None] - centre[:, None]) / spread[:, None]) ** 2) / 2)
    weights = heights / heights.sum(axis=1, keepdims=True)
    first = np.zeros((len(items), len(PLACES)))
    second = np.zeros_like(first)
    for at, item in enumerate(items):
        chances = chances_of(np.array([item.slope]), np.array([item.steps]))[0]
        categories = np.arange(item.categories)
        first[at], second[at] = categories @ chances, categories**2 @ chances
    expected = (weights * first[what]).sum(axis=1)
    inner = (weights * (second - first**2)[what]).sum(axis=1)
    along = (weights * first[what] * (PLACES[None] - centre[:, None])).sum(axis=1)
    return expected, inner, along / spread**2

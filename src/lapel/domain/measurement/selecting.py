"""Which question comes next, and why: a rule that can be said in a sentence.

The widest doubt: ask about the competency that is known least (the greatest standard deviation),
the item that is expected to tell most there. For goals, weights on competencies: the item that is
expected to lessen the weighted sum of variances most (weighted A-optimality), which may be one of
another competency. Which items are open in a session is drawn before it (exposure.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from operator import mul
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lapel.domain.measurement.items import Bank, Item
    from lapel.domain.measurement.posterior import Posterior

# Figures that differ less are alike, so that a replay on another machine chooses the same.
DIGITS = 9


class Rule(StrEnum):
    """By which rule an item was chosen."""

    WIDEST = "widest"
    GOALS = "goals"


@dataclass(frozen=True)
class Choice:
    """An item, and why this one: what was known, what it will tell, and what it stood beside.

    `sd` is the doubt about its competency before, `expected_sd` after it; `information` is what it
    is expected to tell; `among` counts the open items it was chosen from.
    """

    item: str
    competency: str
    rule: Rule
    sd: float
    expected_sd: float
    information: float
    among: int


def widest_doubt(bank: Bank, posterior: Posterior, open_items: Iterable[str]) -> Choice | None:
    """Choose by the widest doubt among competencies with an open item; None where none is open."""
    by_place = _by_place(bank, open_items)
    if not by_place:
        return None
    place = max(by_place, key=lambda each: (round(posterior.covariance[each][each], DIGITS), -each))
    return _choice(posterior, place, by_place[place], Rule.WIDEST)


def for_goals(
    bank: Bank, posterior: Posterior, open_items: Iterable[str], weights: Mapping[str, float]
) -> Choice | None:
    """Choose by weighted A-optimality; a competency without a weight counts as 0."""
    by_place = _by_place(bank, open_items)
    if not by_place:
        return None
    worth = [weights.get(name, 0.0) for name in bank.competencies]
    choices = {
        place: _choice(posterior, place, items, Rule.GOALS) for place, items in by_place.items()
    }

    def gain(place: int) -> float:
        row, told = posterior.covariance[place], choices[place].information
        lessened = sum(weight * each**2 for weight, each in zip(worth, row, strict=True))
        return round(lessened * told / (1 + told * row[place]), DIGITS)

    return choices[max(choices, key=lambda place: (gain(place), -place))]


def _by_place(bank: Bank, open_items: Iterable[str]) -> dict[int, list[Item]]:
    place_of = {name: place for place, name in enumerate(bank.competencies)}
    found: dict[int, list[Item]] = {}
    for key in open_items:
        item = bank.by_key[key]
        found.setdefault(place_of[item.competency], []).append(item)
    return found


def _choice(posterior: Posterior, place: int, items: list[Item], rule: Rule) -> Choice:
    """Choose the item that is expected to tell most of the competency at `place`."""
    weights = posterior.weights(place)
    told = [round(sum(map(mul, weights, each.table.information)), DIGITS) for each in items]
    most = max(told)
    item, variance = items[told.index(most)], posterior.covariance[place][place]
    return Choice(
        item=item.key,
        competency=item.competency,
        rule=rule,
        sd=sqrt(variance),
        expected_sd=sqrt(variance / (1 + most * variance)),
        information=most,
        among=len(items),
    )

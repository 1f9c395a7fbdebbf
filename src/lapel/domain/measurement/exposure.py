"""Which questions are open in a session, so that none is seen by most people.

A question is sought by those for whom it is among the `FEW` most telling of its competency: where
people are normal around 0, that is known from the bank alone. What more than the cap would be asked
is open by lot to so many only that by this reckoning the cap are; all else is open to everybody.
It reckons with a first diagnosis of everything, so that in a retest or a narrower one the cap is
approximate, and what is measured lies above it (docs/reference/measurement.md).
Closing some questions sends people to others, so the chances are worked out in rounds. (The lot
before a session is W. J. van der Linden's and B. P. Veldkamp's, Journal of Educational and
Behavioral Statistics 29, 2004.)
"""

from __future__ import annotations

from functools import lru_cache
from math import exp
from operator import mul
from typing import TYPE_CHECKING

from lapel.domain.measurement.items import GRID

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping, Sequence

    from lapel.domain.measurement.items import Bank, Item

# The share of people by whom one question may be sought, and how many are asked of a competency.
CAP, FEW = 0.5, 4
ROUNDS = 6
# People are looked at from -3 to 3, each known to half a standard deviation.
PLACES = tuple(place for place in GRID[::2] if abs(place) <= 3)
DOUBT = 0.5
DIGITS = 9


def opened(bank: Bank, *, chance: random.Random, cap: float = CAP) -> tuple[str, ...]:
    """Draw the items that are open in one session, in the bank's order.

    Within a competency one lot decides for all, along what items tell, so that of neighbours one
    is closed at most (systematic sampling) and everybody has nearly as many. Only
    `chance.random()` is used, whose sequence for a seed Python keeps from version to version.
    """
    chances, closed = chances_to_be_open(bank, cap), set[str]()
    for items in bank.by_competency.values():
        reached = chance.random()
        for each in sorted(items, key=_tells, reverse=True):
            reached += 1 - chances[each.key]
            if reached >= 1:
                reached -= 1
                closed.add(each.key)
    return tuple(each.key for each in bank.items if each.key not in closed)


@lru_cache(maxsize=8)
def chances_to_be_open(bank: Bank, cap: float) -> Mapping[str, float]:
    """Give the share of sessions in which each item is open."""
    found: dict[str, float] = {}
    for items in bank.by_competency.values():
        orders = tuple(_orders(items))
        shares = [1.0] * len(items)
        for _round in range(ROUNDS if cap < 1 else 0):
            sought = _sought(orders, shares)
            shares = [min(1.0, cap / each) if each else 1.0 for each in sought]
        found |= {each.key: round(share, DIGITS) for each, share in zip(items, shares, strict=True)}
    return found


def _orders(items: Sequence[Item]) -> Iterator[list[int]]:
    """Give for each place the items in the order in which they would be asked there."""
    for kernel in KERNELS:
        told = [round(sum(map(mul, kernel, each.table.information)), DIGITS) for each in items]
        ranked = sorted((-each, at) for at, each in enumerate(told))
        yield [at for _told, at in ranked]


def _sought(orders: Sequence[Sequence[int]], shares: Sequence[float]) -> list[float]:
    """Give the share of people who would be asked each item, were it open to them.

    `fewer[n]` is the chance that n of those that tell more are open.
    """
    found = [0.0] * len(shares)
    for order, people in zip(orders, PEOPLE, strict=True):
        fewer = [1.0, *(0.0,) * (FEW - 1)]
        for at in order:
            found[at] += people * sum(fewer)
            share = shares[at]
            fewer = [
                each * (1 - share) + before * share
                for each, before in zip(fewer, [0.0, *fewer], strict=False)
            ]
    return found


def _tells(item: Item) -> float:
    """Give what an item tells of people normal around 0."""
    return round(item.table.telling, DIGITS)


def _shares(heights: Sequence[float]) -> tuple[float, ...]:
    total = sum(heights)
    return tuple(height / total for height in heights)


PEOPLE = _shares([exp(-(place**2) / 2) for place in PLACES])
KERNELS = tuple(
    _shares([exp(-(((point - place) / DOUBT) ** 2) / 2) for point in GRID]) for place in PLACES
)

"""How long and in which order: from a person's own ratings of effort and what she recalls."""

from __future__ import annotations

from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SHORTEST_SESSION = 5
LAST = 3
HEAVY, LIGHT, SURE = 8, 3, 0.9
PRACTISED = 3


class Pace(StrEnum):
    """What the latest ratings ask for."""

    STEADY = "steady"
    SHORTER = "shorter"
    NEXT_LEVEL = "next_level"


class Order(StrEnum):
    """What comes first in a segment."""

    EXAMPLE = "example"
    TRY = "try"


def pace(ratings: Sequence[int], accuracy: float | None) -> Pace:
    """Judge by the last three ratings of effort (Paas 1992: 1 very, very low to 9 very, very high).

    `accuracy` is the share recalled of late, None while there is too little to say.
    """
    if len(ratings) < LAST:
        return Pace.STEADY
    middle = median(ratings[-LAST:])
    if middle >= HEAVY:
        return Pace.SHORTER
    if middle <= LIGHT and accuracy is not None and accuracy > SURE:
        return Pace.NEXT_LEVEL
    return Pace.STEADY


def minutes_at(wished: int, now: Pace) -> int:
    """Give a session's minutes: as wished, or a third less, five at least."""
    return max(SHORTEST_SESSION, round(wished * 2 / 3)) if now is Pace.SHORTER else wished


def order(*, practised: int, accuracy: float | None) -> Order:
    """Tell what helps more at first (Chen, Kalyuga & Sweller 2015).

    Who is new to a matter sees the worked example first; who has worked through three of its
    segments and recalls more than nine in ten tries first.
    """
    sure = accuracy is not None and accuracy > SURE
    return Order.TRY if practised >= PRACTISED and sure else Order.EXAMPLE

"""Parameters of a question that nobody has answered yet, from an expert's judgement.

The judgement is a band: how many of a hundred would choose the best answer (the highest, where
answers are ordered). Slopes are 1 and steps stand `APART`, for all; only answers can tell more.
"""

from __future__ import annotations

from math import exp

from lapel.domain.measurement.items import GRID, REACH, Item, chances

SLOPE, APART = 1.0, 0.8
# The middle of each band of the document `lapel/items@1`, 1 the easiest.
SHARES = {1: 0.92, 2: 0.775, 3: 0.60, 4: 0.40, 5: 0.20}
HALVINGS = 40


def judged(key: str, competency: str, band: int, categories: int) -> Item:
    """Give an item whose best answer the middle share of its band would choose; version 0.

    `band` is 1 to 5, `categories` two or more; raises `ValueError` for others.
    """
    if band not in SHARES or categories < 2:
        raise ValueError("a band is 1 to 5, and there are two categories or more")
    low, high = -2 * REACH, 2 * REACH
    for _halving in range(HALVINGS):
        middle = (low + high) / 2
        if share_of_best(_steps(middle, categories)) > SHARES[band]:
            low = middle
        else:
            high = middle
    return Item(key, competency, SLOPE, _steps(round(low, 3), categories))


def share_of_best(steps: tuple[float, ...], slope: float = SLOPE) -> float:
    """Give the share of people, normal around 0, who choose the highest category."""
    weights = [exp(-(place**2) / 2) for place in GRID]
    best = [chances(slope, steps, place)[-1] for place in GRID]
    return sum(one * other for one, other in zip(weights, best, strict=True)) / sum(weights)


def _steps(middle: float, categories: int) -> tuple[float, ...]:
    first = middle - APART * (categories - 2) / 2
    return tuple(round(first + APART * step, 3) for step in range(categories - 1))

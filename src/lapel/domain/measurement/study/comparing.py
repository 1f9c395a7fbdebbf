"""Ways of asking beside each other: items needed, errors, coverage, exposure and CPU time."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from math import sqrt
from statistics import fmean, median
from typing import TYPE_CHECKING

from lapel.domain.measurement.exposure import CAP
from lapel.domain.measurement.posterior import NINETY
from lapel.domain.measurement.study.walking import ALL_AT, MARK, Walk, Way, answers_of, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lapel.domain.measurement.items import Bank
    from lapel.domain.measurement.prior import Prior

    State = tuple[Sequence[float], Sequence[float]]

MOST = 240


@dataclass(frozen=True)
class Row:
    """What came of one way; a number of items is None where the median person did not get there.

    `items` is by bar of doubt, `mean_items` until the mean doubt is .40; `rmse` and `coverage` (of
    90 % intervals) stand after 45 items, `coverage_known` where all doubts had passed .45.
    `exposure` is the largest share of people who saw one and the same item until then, `unseen`
    the share of the bank that nobody saw; `milliseconds` of CPU are for choosing and updating once.
    """

    way: Way
    items: Mapping[float, float | None]
    reached: float
    mean_items: float | None
    rmse: float | None
    coverage: float | None
    coverage_known: float | None
    exposure: float
    unseen: float
    milliseconds: float


def compared(  # noqa: PLR0913 (named, and each is a figure of the design)
    bank: Bank,
    prior: Prior,
    people: Mapping[str, Sequence[float]],
    *,
    seed: int,
    ways: Sequence[Way] = tuple(Way),
    most: int = MOST,
    cap: float = CAP,
) -> Iterator[Row]:
    """Ask the same people, with the same answers to the same items, in each way."""
    # another seed than the session's, or the items drawn would go with the answers drawn
    answers = {
        name: answers_of(bank, abilities, _chance(f"answers {seed} {name}"))
        for name, abilities in people.items()
    }
    for way in ways:
        walks = [
            walk(way, bank, prior, answers[name], seed=f"{seed} {name}", most=most, cap=cap)
            for name in people
        ]
        yield _row(way, bank, list(people.values()), walks)


def _chance(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311 (a simulation keeps no secret)


def _row(way: Way, bank: Bank, people: Sequence[Sequence[float]], walks: Sequence[Walk]) -> Row:
    marked = [(true, each.marked) for true, each in zip(people, walks, strict=True) if each.marked]
    known = [(true, each.known) for true, each in zip(people, walks, strict=True) if each.known]
    seen = Counter(chain.from_iterable(each.items[: each.all_at.get(ALL_AT[-1])] for each in walks))
    asked = sum(len(each.items) for each in walks)
    return Row(
        way=way,
        items={bar: _median([each.all_at.get(bar) for each in walks]) for bar in ALL_AT},
        reached=fmean(ALL_AT[-1] in each.all_at for each in walks),
        mean_items=_median([each.mean_at for each in walks]),
        rmse=_rmse(marked),
        coverage=_coverage(marked),
        coverage_known=_coverage(known),
        exposure=max(seen.values()) / len(walks),
        unseen=1 - len(seen) / len(bank.items),
        milliseconds=1000 * sum(each.seconds for each in walks) / asked,
    )


def _median(counts: Sequence[int | None]) -> float | None:
    """Give the median where None is more than any number."""
    middle = median([float("inf") if each is None else each for each in counts])
    return None if middle == float("inf") else float(middle)


def _rmse(states: Sequence[tuple[Sequence[float], State]]) -> float | None:
    squares = [
        (one - other) ** 2
        for true, (means, _sds) in states
        for one, other in zip(true, means, strict=True)
    ]
    return sqrt(fmean(squares)) if squares else None


def _coverage(states: Sequence[tuple[Sequence[float], State]]) -> float | None:
    held = [
        abs(one - other) <= NINETY * doubt
        for true, (means, sds) in states
        for one, other, doubt in zip(true, means, sds, strict=True)
    ]
    return fmean(held) if held else None


__all__ = ["MARK", "MOST", "Row", "compared"]

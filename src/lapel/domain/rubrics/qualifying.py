"""Whether an assessor's levels on anchors reach the bars (R16), and what to practise if not.

A try compares her level on each criterion of each anchor with the agreed key. The interval of a
figure comes from drawing whole anchors again; the bars hold for the figures themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from lapel.domain.rubrics.levels import ORDER, Level
from lapel.domain.rubrics.measuring import FEWEST_ANCHORS, FEWEST_KEYED, keyed_statistics_of
from lapel.domain.rubrics.reliability import RESAMPLES, bootstrapped

if TYPE_CHECKING:
    import random
    from collections.abc import Collection, Mapping, Sequence

    from lapel.domain.rubrics.reliability import Figure

    Key = Mapping[str, Level]


@dataclass(frozen=True)
class Bars:
    """What a try has to reach: shares between 0 and 1, and a quadratic-weighted kappa."""

    exact: float = 0.70
    adjacent: float = 0.95
    kappa: float = 0.60


@dataclass(frozen=True)
class Compared:
    """One anchor: the key and her levels, by criterion."""

    key: Key
    given: Key


@dataclass(frozen=True)
class Line:
    """How one criterion went: how many of how many as the key, and how far off on the whole.

    `lean` is the mean of her level less the key's, in levels: above 0 is more lenient.
    """

    as_key: int
    of: int
    lean: float


@dataclass(frozen=True)
class Result:
    """What came of a try; `missed` names the bars that were not reached, empty where all were.

    `severe` counts required criteria on which "yes" stood against "not yet".
    """

    anchors: int
    ratings: int
    figures: Mapping[str, Figure]
    severe: int
    lines: Mapping[str, Line]
    missed: tuple[str, ...] = field(default=())

    @property
    def passed(self) -> bool:
        """Tell whether every bar was reached."""
        return not self.missed


def is_full_set(keys: Sequence[Key]) -> bool:
    """Tell whether anchors make a set to qualify on: five, 25 criteria, every level (R16)."""
    levels = list(chain.from_iterable(each.values() for each in keys))
    enough = len(keys) >= FEWEST_ANCHORS and len(levels) >= FEWEST_KEYED
    return enough and set(levels) >= set(ORDER)


def smallest_set(keys: Sequence[Key]) -> int:
    """Give how many anchors, from the first on, make a full set; all where none do."""
    sizes = range(FEWEST_ANCHORS, len(keys))
    return next((size for size in sizes if is_full_set(keys[:size])), len(keys))


def judged(
    compared: Sequence[Compared],
    *,
    required: Collection[str],
    bars: Bars,
    chance: random.Random,
    resamples: int = RESAMPLES,
) -> Result:
    """Hold a whole try against the bars; an undefined figure reaches none.

    Every criterion of a key must have been given a level (`KeyError` otherwise).
    """
    clusters = [
        [(ORDER.index(level), ORDER.index(each.given[name])) for name, level in each.key.items()]
        for each in compared
    ]
    figures = {
        name: bootstrapped(statistic, clusters, chance=chance, resamples=resamples)
        for name, statistic in keyed_statistics_of(len(ORDER)).items()
    }
    severe = sum(
        abs(ORDER.index(level) - ORDER.index(each.given[name])) == len(ORDER) - 1
        for each in compared
        for name, level in each.key.items()
        if name in required
    )
    return Result(
        anchors=len(compared),
        ratings=sum(map(len, clusters)),
        figures=figures,
        severe=severe,
        lines=_lines(compared),
        missed=tuple(_missed(figures, severe, bars)),
    )


def _missed(figures: Mapping[str, Figure], severe: int, bars: Bars) -> list[str]:
    wanted = {"exact": bars.exact, "adjacent": bars.adjacent, "cohen_quadratic": bars.kappa}
    missed = [
        name
        for name, bar in wanted.items()
        if (value := figures[name].value) is None or value < bar - 1e-9
    ]
    return [*missed, "severe"] if severe else missed


def _lines(compared: Sequence[Compared]) -> dict[str, Line]:
    apart: dict[str, list[int]] = {}
    for each in compared:
        for name, level in each.key.items():
            by = ORDER.index(each.given[name]) - ORDER.index(level)
            apart.setdefault(name, []).append(by)
    return {
        name: Line(as_key=found.count(0), of=len(found), lean=sum(found) / len(found))
        for name, found in apart.items()
    }

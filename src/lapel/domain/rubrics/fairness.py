"""Whether assessment comes out alike for groups of teachers: shares and differences, with doubt.

A group is shown from `FEWEST` teachers on. Those that are not shown take part in nothing: a
difference is to the other groups that are shown, so that no arithmetic brings the small ones out.

Sources: E. B. Wilson, JASA 22 (1927), for the interval of a share; R. G. Newcombe, Statistics in
Medicine 17 (1998), method 10, for that of a difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean, stdev
from typing import TYPE_CHECKING, TypeVar

from lapel.domain.rubrics.reliability import Figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

FEWEST = 30
WIDE = 1.959964


@dataclass(frozen=True)
class Case:
    """A decided case: its teacher's group, and whether it was earned.

    `agreed` is the share of criteria on which both assessors chose one level; None where one
    alone scored.
    """

    group: str
    person: UUID
    earned: bool
    agreed: float | None = None


@dataclass(frozen=True)
class Part:
    """A share in one group, and how far it lies from the others shown; None where withheld."""

    persons: int | None
    share: Figure | None = None
    beside: Figure | None = None


@dataclass(frozen=True)
class Group:
    """What may be said of a group; its `earned` and `agreed` are withheld each by itself."""

    name: str
    earned: Part
    agreed: Part


def groups_of(cases: Sequence[Case], *, fewest: int = FEWEST) -> list[Group]:
    """Compare groups by name; a group under `fewest` teachers is named and shows nothing."""
    names = sorted({each.group for each in cases})
    twice = [each for each in cases if each.agreed is not None]
    passed = {name: _of(name, cases) for name in names}
    agreed = {name: _of(name, twice) for name in names}
    shown = {name for name in names if _persons(passed[name]) >= fewest}
    compared = {name for name in names if _persons(agreed[name]) >= fewest}
    return [
        Group(name, _earned(name, passed, shown), _agreed(name, agreed, compared)) for name in names
    ]


def _of(name: str, cases: Iterable[Case]) -> list[Case]:
    return [each for each in cases if each.group == name]


def _persons(cases: Iterable[Case]) -> int:
    return len({each.person for each in cases})


T_ = TypeVar("T_")


def _others(name: str, parts: dict[str, list[T_]], shown: set[str]) -> list[T_]:
    return [each for other in sorted(shown - {name}) for each in parts[other]]


def _earned(name: str, parts: dict[str, list[Case]], shown: set[str]) -> Part:
    if name not in shown:
        return Part(None)
    here, there = parts[name], _others(name, parts, shown)
    share = wilson(sum(each.earned for each in here), len(here))
    if not there:
        return Part(_persons(here), share)
    beside = difference(share, wilson(sum(each.earned for each in there), len(there)))
    return Part(_persons(here), share, beside)


def _agreed(name: str, parts: dict[str, list[Case]], shown: set[str]) -> Part:
    if name not in shown:
        return Part(None)
    here, there = parts[name], _others(name, parts, shown)
    share = _mean([each.agreed or 0.0 for each in here])
    if not there:
        return Part(_persons(here), share)
    return Part(
        _persons(here), share, difference(share, _mean([each.agreed or 0.0 for each in there]))
    )


def wilson(hits: int, number: int) -> Figure:
    """Give a share with its 95 % interval."""
    share, extra = hits / number, WIDE**2 / number
    middle = (share + extra / 2) / (1 + extra)
    reach = WIDE * (share * (1 - share) / number + extra / number / 4) ** 0.5 / (1 + extra)
    return Figure(share, max(middle - reach, 0.0), min(middle + reach, 1.0))


def _mean(values: Sequence[float]) -> Figure:
    """Give a mean of the cases' shares with its 95 % interval: the case is what was drawn."""
    mean = fmean(values)
    reach = WIDE * stdev(values) / len(values) ** 0.5
    return Figure(mean, max(mean - reach, 0.0), min(mean + reach, 1.0))


def difference(one: Figure, other: Figure) -> Figure:
    """Give the difference of two shares with its interval, from the intervals of both."""
    ends = [one.value, one.low, one.high, other.value, other.low, other.high]
    here, low, high, there, there_low, there_high = (each or 0.0 for each in ends)
    return Figure(
        here - there,
        here - there - ((here - low) ** 2 + (there_high - there) ** 2) ** 0.5,
        here - there + ((high - here) ** 2 + (there - there_low) ** 2) ** 0.5,
    )

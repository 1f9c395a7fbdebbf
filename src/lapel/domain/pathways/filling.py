"""Hours filled by value an hour, over each module together with all it builds on.

An `Option` is what is taken in one go. What is worth most an hour beside what is there already
comes next, as long as anything fits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.domain.pathways.offers import CLOSE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from lapel.domain.pathways.offers import Field

    Amounts = Sequence[tuple[int, float]]


@dataclass(frozen=True, eq=False)
class Option:
    """Modules that go together; `has` and `gives` are them and what they add to, as bits."""

    members: tuple[int, ...]
    has: int
    gives: int
    hours: float
    totals: Amounts

    def worth(self, field: Field, weights: Sequence[float]) -> float:
        """Give what it is worth by itself."""
        return sum(weights[axis] * min(amount, field.caps[axis]) for axis, amount in self.totals)


def bits(numbers: Iterable[int]) -> int:
    """Give a set of numbers as one."""
    found = 0
    for number in numbers:
        found |= 1 << number
    return found


def options_of(field: Field) -> list[Option]:
    """Give each closure, and each closure with all that it opens directly.

    Without the second kind, something long that is worth nothing but opens much is never begun.
    """
    opens: dict[int, list[int]] = {}
    for each, needs in enumerate(field.before):
        for need in needs:
            opens.setdefault(need, []).append(each)
    bundles = []
    for each, after in opens.items():
        own = set(field.closures[each])
        ready = [one for one in after if own.issuperset(field.before[one])]
        if len(ready) > 1:
            bundles.append((*field.closures[each], *ready))
    return [_option(field, members) for members in (*field.closures, *bundles)]


def _option(field: Field, members: tuple[int, ...]) -> Option:
    totals = _totals(field, members)
    axes = bits(axis for axis, _amount in totals)
    return Option(members, bits(members), axes, field.time(members), totals)


def _totals(field: Field, members: Collection[int]) -> Amounts:
    found: dict[int, float] = {}
    for each in members:
        for axis, amount in field.gains[each]:
            found[axis] = found.get(axis, 0.0) + amount
    return tuple(found.items())


def filled(
    field: Field, first: Iterable[int], options: list[Option], weights: Sequence[float]
) -> set[int]:
    """Fill the hours from a beginning on, with what is worth most an hour by these weights."""
    filling = _Filling(field, first, options, weights)
    while (best := filling.best()) is not None:
        filling.take(best)
    return filling.chosen


class _Filling:
    """A set of modules while it grows; what each option would add is kept until it changes."""

    def __init__(
        self, field: Field, first: Iterable[int], options: list[Option], weights: Sequence[float]
    ) -> None:
        self.field, self.options, self.weights = field, options, weights
        self.chosen = set(first)
        self.has = bits(self.chosen)
        self.left = field.left(self.chosen)
        self.time_left = field.budget - field.time(self.chosen) + CLOSE
        self.found: dict[Option, tuple[float, float, float]] = {}
        for option in options:
            self._weigh(option)

    def _weigh(self, option: Option) -> None:
        hours, totals = option.hours, option.totals
        if option.has & self.has:
            rest = [each for each in option.members if each not in self.chosen]
            hours, totals = self.field.time(rest), _totals(self.field, rest)
        worth = 0.0
        if hours <= self.time_left:
            weights, left = self.weights, self.left
            for axis, amount in totals:
                worth += weights[axis] * min(amount, left[axis])
        if worth > CLOSE:
            self.found[option] = (worth / hours, worth, hours)
        else:
            self.found.pop(option, None)

    def best(self) -> Option | None:
        """Give the option that is worth most an hour and fits; None where none is."""
        most, best = (0.0, 0.0), None
        for option, (rate, worth, hours) in self.found.items():
            if rate >= most[0] and hours <= self.time_left and (rate, worth) > most:
                most, best = (rate, worth), option
        return best

    def take(self, option: Option) -> None:
        """Take an option in, and weigh again what that changed."""
        new = [each for each in option.members if each not in self.chosen]
        self.chosen.update(new)
        self.time_left -= self.field.time(new)
        changed = 0
        for each in new:
            for axis, amount in self.field.gains[each]:
                self.left[axis] = max(0.0, self.left[axis] - amount)
                changed |= 1 << axis
        came = bits(new)
        self.has |= came
        for other in self.options:
            if other.has & came or (other.gives & changed and other in self.found):
                self._weigh(other)

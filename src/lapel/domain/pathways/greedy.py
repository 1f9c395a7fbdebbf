"""A plan at once: by value an hour, over each module together with all it builds on.

Under prerequisites no quick rule comes near the optimum in the worst case. This one is never worse
than the best single closure, which is at least one n-th of an optimum of n steps: what is
worth something together is worth at most the sum of its closures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.domain.pathways.offers import CLOSE, field_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lapel.domain.pathways.offers import Field, Problem

# So often candidates are weighed to exchange a step: with more modules it is tried fewer times.
WEIGHINGS = 6_000
BEGINNINGS = 12


def chosen_at_once(problem: Problem) -> frozenset[str]:
    """Give the keys of a good plan's modules, prerequisites included."""
    field = field_of(problem)
    return frozenset(field.keys[each] for each in pruned(field, _solved(field)))


def _solved(field: Field) -> set[int]:
    first = field.whole(field.locked)
    candidates = _candidates(field)
    best = _filled(field, first, candidates)
    for closure in _singles(field, first):
        if field.value(closure) > field.value(best) + CLOSE:
            best = _filled(field, closure, candidates)
    return _exchanged(field, pruned(field, best), first, candidates)


def _singles(field: Field, first: set[int]) -> list[set[int]]:
    """Give the most valuable single closure that fits beside what is locked, if any."""
    fitting = [
        both for each in field.closures if field.time(both := first.union(each)) <= _most(field)
    ]
    return [max(fitting, key=field.value)] if fitting else []


def _most(field: Field) -> float:
    return field.budget + CLOSE


def _candidates(field: Field) -> list[tuple[int, ...]]:
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
    return [*field.closures, *bundles]


class _Filling:
    """A set of modules while it grows; what a candidate would add is kept until it changes."""

    def __init__(
        self, field: Field, first: Iterable[int], candidates: list[tuple[int, ...]]
    ) -> None:
        self.field = field
        self.chosen = set(first)
        self.left = field.left(self.chosen)
        self.time_left = field.budget - field.time(self.chosen)
        self.candidates = candidates
        self.found: dict[int, tuple[float, float, float]] = {}
        self.totals: dict[int, dict[int, float]] = {}
        for at in range(len(candidates)):
            self._weigh(at)

    def _weigh(self, at: int) -> None:
        hours, totals, field = 0.0, dict[int, float](), self.field
        for each in self.candidates[at]:
            if each not in self.chosen:
                hours += field.hours[each]
                for axis, amount in field.gains[each]:
                    totals[axis] = totals.get(axis, 0.0) + amount
        worth = 0.0
        for axis, amount in totals.items():
            worth += field.weights[axis] * min(amount, self.left[axis])
        if worth > CLOSE:
            self.found[at] = (worth / hours, worth, hours)
            self.totals[at] = totals
        else:
            self.found.pop(at, None)

    def best(self) -> int | None:
        """Give the candidate that is worth most an hour and fits; None where none is."""
        most, best = (0.0, 0.0), None
        for at, (rate, worth, hours) in self.found.items():
            if hours <= self.time_left + CLOSE and (rate, worth) > most:
                most, best = (rate, worth), at
        return best

    def take(self, at: int) -> None:
        """Take a candidate in, and weigh again what that changed."""
        new = set(self.candidates[at]) - self.chosen
        self.chosen |= new
        self.time_left -= self.field.time(new)
        changed = {axis for each in new for axis, _amount in self.field.gains[each]}
        for each in new:
            for axis, amount in self.field.gains[each]:
                self.left[axis] = max(0.0, self.left[axis] - amount)
        for other in list(self.found):
            totals = self.totals[other]
            binds = any(totals.get(axis, 0.0) > self.left[axis] for axis in changed)
            if binds or not new.isdisjoint(self.candidates[other]):
                self._weigh(other)


def _filled(field: Field, first: Iterable[int], candidates: list[tuple[int, ...]]) -> set[int]:
    """Fill the hours from a beginning on."""
    filling = _Filling(field, first, candidates)
    while (best := filling.best()) is not None:
        filling.take(best)
    return filling.chosen


def pruned(field: Field, chosen: Iterable[int]) -> set[int]:
    """Take out what adds nothing, the longest first; what is locked or built on stays."""
    kept = set(chosen)
    stays = field.whole(field.locked)
    again = True
    while again:
        again = False
        built_on = {need for each in kept for need in field.before[each]}
        for each in sorted(kept - stays - built_on, key=lambda at: (-field.hours[at], at)):
            if field.value(kept - {each}) >= field.value(kept) - CLOSE:
                kept.discard(each)
                again = True
    return kept


class _Exchange:
    """The best set so far, while steps are tried away and others tried in."""

    def __init__(self, field: Field, chosen: set[int], candidates: list[tuple[int, ...]]) -> None:
        self.field = field
        self.best, self.worth = chosen, field.value(chosen)
        self.candidates = candidates
        self.tries = WEIGHINGS // (len(candidates) + 1)

    def fill(self, beginning: Iterable[int], candidates: list[tuple[int, ...]]) -> bool:
        """Fill the hours from another beginning on, and keep it if it is worth more."""
        self.tries -= 1
        other = pruned(self.field, _filled(self.field, beginning, candidates))
        worth = self.field.value(other)
        if worth <= self.worth + CLOSE:
            return False
        self.best, self.worth = other, worth
        return True

    def without_each(self, first: set[int]) -> bool:
        """Try each step away, with what builds on it; tell whether anything was better."""
        better = False
        for each in sorted(self.best - first):
            if each in self.best and self.tries > 0:
                others = [one for one in self.candidates if each not in one]
                rest = {one for one in self.best if each not in self.field.closures[one]}
                better |= self.fill(rest, others)
        return better

    def beginning_with_each(self, first: set[int]) -> None:
        """Try to begin with what is left out, the most valuable first."""
        closures = [set(one) for one in self.field.closures if not self.best.issuperset(one)]
        fitting = [one for one in closures if self.field.time(first | one) <= _most(self.field)]
        for one in sorted(fitting, key=self.field.value, reverse=True)[
            : max(0, min(BEGINNINGS, self.tries))
        ]:
            self.fill(first | one, self.candidates)


def _exchanged(
    field: Field, chosen: set[int], first: set[int], candidates: list[tuple[int, ...]]
) -> set[int]:
    exchange = _Exchange(field, chosen, candidates)
    while exchange.without_each(first):
        pass
    exchange.beginning_with_each(first)
    return exchange.best

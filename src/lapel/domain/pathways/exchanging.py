"""A plan made better step by step: one away, another in, or two away; and filled again."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from lapel.domain.pathways.filling import bits, filled
from lapel.domain.pathways.offers import CLOSE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from lapel.domain.pathways.filling import Option
    from lapel.domain.pathways.offers import Field

# So often the hours are filled again, by the number of steps: what bounds the time a plan takes.
TRIES = 4_000


def pruned(field: Field, chosen: Iterable[int]) -> set[int]:
    """Take out what adds nothing, the longest first; what is locked or built on stays."""
    kept = set(chosen)
    stays = field.whole(field.locked)
    again = True
    while again:
        again = False
        for each in sorted(_last(field, kept) - stays, key=lambda at: (-field.hours[at], at)):
            if field.value(kept - {each}) >= field.value(kept) - CLOSE:
                kept.discard(each)
                again = True
    return kept


def _last(field: Field, kept: set[int]) -> set[int]:
    """Give what nothing else among them builds on."""
    return kept.difference(*(field.before[each] for each in kept))


class Exchange:
    """The best set so far, while others are tried by some weights; `tries` counts down."""

    def __init__(self, field: Field, options: list[Option], best: set[int]) -> None:
        self.field, self.options = field, options
        self.first = field.whole(field.locked)
        self.best, self.worth = best, field.value(best)
        self.tries, self.kept_back = TRIES // (len(best) + 1), 0

    def climb(self, begun: set[int], weights: Sequence[float]) -> None:
        """Exchange from a beginning on until nothing is better, and keep the best of all.

        It takes half of what tries are left at most, so that other beginnings have theirs.
        """
        self.kept_back = self.tries // 2
        self.weights, self.at, self.height = weights, begun, self.field.value(begun)
        while self._one_away() or self._another_in() or self._two_away():
            pass
        if self.height > self.worth + CLOSE:
            self.best, self.worth = self.at, self.height

    def _one_away(self) -> bool:
        tried = [self._without([each]) for each in sorted(self.at - self.first) if each in self.at]
        return any(tried)

    def _two_away(self) -> bool:
        pairs = combinations(sorted(self.at - self.first), 2)
        return any(self._without(pair) for pair in pairs)

    def _another_in(self) -> bool:
        tried = [
            self._fill(room, self.options)
            for option in self.options
            if self.tries > self.kept_back
            and not self.at.issuperset(option.members)
            and (room := self._room_for(option)) is not None
        ]
        return any(tried)

    def _without(self, gone: Collection[int]) -> bool:
        """Try without some, and what builds on them."""
        out, closures = bits(gone), self.field.closures
        rest = {each for each in self.at if not out & bits(closures[each])}
        return self._fill(rest, [each for each in self.options if not out & each.has])

    def _fill(self, beginning: set[int], options: list[Option]) -> bool:
        """Fill the hours from here on; tell whether that is worth more."""
        if self.tries <= self.kept_back:
            return False
        self.tries -= 1
        other = filled(self.field, beginning, options, self.weights)
        height = self.field.value(other)
        if height <= self.height + CLOSE:
            return False
        self.at, self.height = pruned(self.field, other), height
        return True

    def _room_for(self, option: Option) -> set[int] | None:
        """Give what stays beside an option, the least worth an hour leaving; None if too long."""
        field, stays = self.field, self.first.union(option.members)
        if field.time(stays) > field.budget + CLOSE:
            return None
        kept = self.at.union(option.members)
        gained, over = field.gained(kept), field.time(kept) - field.budget
        while over > CLOSE:
            leaving = _last(field, kept) - stays
            out = min(leaving, key=lambda each: (self._loss(gained, each), each))
            kept.discard(out)
            over -= field.hours[out]
            for axis, amount in field.gains[out]:
                gained[axis] -= amount
        return kept

    def _loss(self, gained: Sequence[float], each: int) -> float:
        field = self.field
        lost = sum(
            field.weights[axis]
            * (min(field.caps[axis], gained[axis]) - min(field.caps[axis], gained[axis] - amount))
            for axis, amount in field.gains[each]
        )
        return lost / field.hours[each]

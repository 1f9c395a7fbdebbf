"""Whose turn it is at which seat (R4): the oldest clock first, loads fair, pairs rotating.

Seats are taken, not pushed. A plan over all who are at work names, for each of the oldest seats,
who should have it; while a seat is young it is kept for her from those who have clearly done more,
or have clearly sat more often beside the same partner. Afterwards the first who asks has it.

The plan is an assignment of least cost, by successive shortest paths with prices (H. W. Kuhn 1955;
J. Munkres 1957). Seats are added in the order of their clocks and never given up again, so the
seats it fills are the oldest that can be filled together (they form a matroid).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# What names a seat, and what names a person: anything that can be looked up.
K = TypeVar("K")
P = TypeVar("P")
# In scorings: what sitting together once more costs, and doing so within one circle of colleagues.
TOGETHER = 2
CIRCLE = 1
# From so many scorings of difference on a young seat is kept for another.
CLEARLY = 3


@dataclass(frozen=True)
class OpenSeat(Generic[K, P]):
    """A seat nobody holds: who may take it, and who holds the other seat of its case, if any."""

    key: K
    takers: frozenset[P]
    partner: P | None = None
    is_young: bool = True


@dataclass(frozen=True)
class Desk(Generic[P]):
    """What an assessor did lately: scorings, how often beside whom, and her circle.

    A circle is a set of assessors linked by work that both of two scored: only across such links
    can severities be compared.
    """

    load: int = 0
    beside: Mapping[P, int] = field(default_factory=dict)
    circle: P | None = None


def strain(seat: OpenSeat[K, P], person: P, desks: Mapping[P, Desk[P]]) -> int:
    """Give what it costs, in scorings, that this person takes this seat."""
    desk = desks[person]
    if seat.partner is None:
        return desk.load
    other = desks.get(seat.partner)
    same = other is not None and desk.circle is not None and desk.circle == other.circle
    return desk.load + TOGETHER * desk.beside.get(seat.partner, 0) + CIRCLE * same


def offered(person: P, seats: Sequence[OpenSeat[K, P]], desks: Mapping[P, Desk[P]]) -> list[K]:
    """Give the keys of the seats a person may take now, in the order of `seats`, the oldest first.

    `desks` are those of all who are at work and free, hers among them.
    """
    plan = planned(seats, desks)

    def is_kept(seat: OpenSeat[K, P]) -> bool:
        named = plan.get(seat.key, person)
        if named == person or not seat.is_young:
            return False
        return strain(seat, person, desks) >= strain(seat, named, desks) + CLEARLY

    return [each.key for each in seats if person in each.takers and not is_kept(each)]


def planned(seats: Sequence[OpenSeat[K, P]], desks: Mapping[P, Desk[P]]) -> dict[K, P]:
    """Give each seat's key the person it is meant for; each person gets one seat at most.

    The oldest seats that can be filled together are filled, at the least strain.
    """
    solver = _Solver()
    people = sorted(desks, key=str)
    # The solver looks people up thousands of times: by small numbers that is cheap.
    number_of = {each: number for number, each in enumerate(people)}
    for seat in seats:
        takers = (each for each in seat.takers if each in number_of)
        solver.add({number_of[each]: strain(seat, each, desks) for each in takers})
        if len(solver.row_of) == len(desks):
            break
    return {seats[row].key: people[number] for number, row in solver.row_of.items()}


class _Solver:
    """Rows are seats and get a person each; what is assigned stays of least cost throughout.

    People are numbers; of two who cost the same the lower one comes first.
    """

    def __init__(self) -> None:
        self.row_of: dict[int, int] = {}
        self._costs: list[dict[int, int]] = []
        self._of_rows: list[int] = []
        self._of_people: Counter[int] = Counter()
        # No path through them leads to somebody who is free; none ever will.
        self._closed: set[int] = set()

    def add(self, costs: dict[int, int]) -> None:
        """Add a seat with what each of its takers costs; it may find nobody."""
        row = len(self._costs)
        free: int | None = None
        at: int | None = None
        self._costs.append(dict(sorted(costs.items())))
        self._of_rows.append(0)
        slack: dict[int, int] = {}
        came: dict[int, int | None] = {}
        reached: list[int] = []
        while free is None:
            self._look(row if at is None else self.row_of[at], at, slack, came)
            ahead = slack.keys() - set(reached)
            if not ahead:
                self._closed.update(reached)
                return
            at = min((each for each in slack if each in ahead), key=slack.__getitem__)
            self._raise(slack[at], row, reached, slack)
            reached.append(at)
            free = at if at not in self.row_of else None
        self._reseat(row, free, came)

    def _look(
        self,
        row: int,
        before: int | None,
        slack: dict[int, int],
        came: dict[int, int | None],
    ) -> None:
        for person, cost in self._costs[row].items():
            left = cost - self._of_rows[row] - self._of_people[person]
            if person not in self._closed and left < slack.get(person, inf):
                slack[person], came[person] = left, before

    def _raise(self, by: int, row: int, reached: Iterable[int], slack: dict[int, int]) -> None:
        self._of_rows[row] += by
        for person in slack:
            slack[person] -= by
        for person in reached:
            slack[person] = 0
            self._of_rows[self.row_of[person]] += by
            self._of_people[person] -= by

    def _reseat(self, row: int, person: int, came: Mapping[int, int | None]) -> None:
        while (before := came[person]) is not None:
            self.row_of[person] = self.row_of[before]
            person = before
        self.row_of[person] = row


def circles(pairs: Iterable[tuple[P, P]]) -> dict[P, P]:
    """Give everyone who was paired the name of her circle, one of its members."""
    above: dict[P, P] = {}

    def top(each: P) -> P:
        while (over := above.setdefault(each, each)) != each:
            # Every other step is taken away, so that no way grows long.
            above[each] = above[over]
            each = over
        return each

    for one, other in pairs:
        above[top(one)] = top(other)
    return {each: top(each) for each in above}

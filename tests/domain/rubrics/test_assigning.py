"""R4: the oldest clock first, loads fair, pairs rotating; nobody starves and nothing waits long."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from lapel.domain.rubrics.assigning import Desk, OpenSeat, circles, offered, planned, strain

if TYPE_CHECKING:
    import random

    Seat = OpenSeat[int, str]
    Desks = dict[str, Desk[str]]

PEOPLE = [f"p{number}" for number in range(6)]
HEAD_START = 4
LATELY = 100


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[Seat], Desks]:
    """Draw up to five seats and up to four assessors with what they did lately."""
    people = PEOPLE[: draw(st.integers(1, 4))]
    beside = st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 3))
    desks = {
        each: Desk(draw(st.integers(0, 6)), draw(beside), draw(st.sampled_from("xy")))
        for each in people
    }
    takers = st.frozensets(st.sampled_from(people))
    partners = st.sampled_from([None, *PEOPLE])
    seats = [
        OpenSeat(number, draw(takers), draw(partners)) for number in range(draw(st.integers(0, 5)))
    ]
    return seats, desks


def _best(seats: list[Seat], desks: Desks) -> tuple[list[bool], int]:
    """Try every way to seat people: the oldest seats filled first, then the least strain."""
    ways: list[tuple[list[bool], int]] = []
    for way in product([None, *desks], repeat=len(seats)):
        seated = [each for each in way if each]
        able = all(who is None or who in seat.takers for who, seat in zip(way, seats, strict=True))
        if able and len(set(seated)) == len(seated):
            cost = sum(
                strain(seat, who, desks) for who, seat in zip(way, seats, strict=True) if who
            )
            ways.append(([who is None for who in way], cost))
    return min(ways)


@given(problems())
def test_a_plan_fills_the_oldest_seats_at_the_least_strain(
    problem: tuple[list[Seat], Desks],
) -> None:
    """It is as good as the best of all ways, which are tried one by one."""
    seats, desks = problem
    plan = planned(seats, desks)
    cost = sum(strain(each, plan[each.key], desks) for each in seats if each.key in plan)
    assert ([each.key not in plan for each in seats], cost) == _best(seats, desks)
    assert len(set(plan.values())) == len(plan)


def test_a_young_seat_is_kept_for_who_has_done_clearly_less() -> None:
    """Three scorings more are clear, two are not; and an old seat is kept for nobody."""
    takers = frozenset(PEOPLE[:2])
    for load, is_young, found in ((3, True, []), (2, True, ["s"]), (3, False, ["s"])):
        desks: Desks = {"p0": Desk(load), "p1": Desk(0)}
        assert offered("p0", [OpenSeat("s", takers, None, is_young)], desks) == found


def test_a_partner_of_lately_waits_for_one_of_another_circle() -> None:
    """Who sat beside the holder twice gives way to somebody who never did."""
    takers = frozenset(["p1", "p2"])
    desks: Desks = {
        "p0": Desk(2, {"p1": 2}, "a"),
        "p1": Desk(2, {"p0": 2}, "a"),
        "p2": Desk(2, {}, "p2"),
    }
    seat = OpenSeat("s", takers, "p0")
    assert offered("p1", [seat], desks) == []
    assert offered("p2", [seat], desks) == ["s"]


def test_circles_are_joined_by_a_single_pair() -> None:
    """Two circles with one common piece of work are one."""
    found = circles([("a", "b"), ("c", "d"), ("b", "c"), ("x", "y")])
    assert len({found[each] for each in "abcd"}) == 1
    assert found["x"] == found["y"] != found["a"]


@dataclass
class Office:
    """Assessors who take and finish what they are offered; an hour is a step."""

    people: list[str]
    hour: int = 0
    cases: list[tuple[int, list[str]]] = field(default_factory=list)
    loads: Counter[str] = field(default_factory=Counter)
    waited: list[int] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)

    def desks(self) -> Desks:
        """Give what everyone did so far."""
        beside: dict[str, Counter[str]] = defaultdict(Counter)
        for _opened, seated in self.cases:
            for one, other in combinations(seated, 2):
                beside[one][other] += 1
                beside[other][one] += 1
        ring = circles((one, other) for one, others in beside.items() for other in others)
        return {
            each: Desk(self.loads[each], beside[each], ring.get(each, each)) for each in self.people
        }

    def ask(self, person: str) -> None:
        """Let her take what she is offered first, and score it at once."""
        open_ = [(place, each) for place, each in enumerate(self.cases) if len(each[1]) < 2]
        seats: list[Seat] = [
            OpenSeat(
                key=place,
                takers=frozenset(self.people) - {*seated},
                partner=seated[0] if seated else None,
                is_young=self.hour - opened < HEAD_START,
            )
            for place, (opened, seated) in open_
        ]
        free = offered(person, seats, self.desks())
        if not free:
            self.refused[person] += any(person in each.takers for each in seats)
            return
        opened, seated = self.cases[free[0]]
        seated.append(person)
        self.loads[person] += 1
        self.waited.append(self.hour - opened)


@given(st.randoms(use_true_random=False), st.integers(3, 6), st.integers(0, 2))
def test_r4_nobody_starves_no_case_waits_and_every_rater_is_linked(
    chance: random.Random, people: int, absent: int
) -> None:
    """Forty cases, one or two an hour, all who are there asking every hour in any order.

    Loads differ by no more than the margin and a head start's worth, every case is scored twice
    within two head starts, and the pairs link everyone who is there; some never come.
    """
    office = Office(PEOPLE[:people])
    there = office.people[: max(2, people - absent)]
    for hour in range(60):
        office.hour = hour
        if len(office.cases) < 40:
            office.cases += [(hour, []) for _new in range(chance.randint(1, 2))]
        for each in chance.sample(there, len(there)):
            office.ask(each)
    assert all(len(seated) == 2 for _opened, seated in office.cases)
    assert max(office.waited) <= 2 * HEAD_START + len(office.cases) // len(there)
    loads = [office.loads[each] for each in there]
    assert max(loads) - min(loads) <= 2 * HEAD_START
    ring = circles((one, other) for _opened, (one, other) in office.cases)
    assert len({ring[each] for each in there}) == 1

"""No arithmetic over all that was ever published brings out a number of fewer than the bar.

The onlooker of these tests knows more than any: of every person, where she belonged and when she
finished, and so who is in which wave; that nobody's level ever changes; and all numbers of all
months, places and aims. What she can work out is the row space of those numbers. It is searched
whole, by rank and by projection, with a bar of three and at most nine people. Competencies share no
unknown, so one of them stands for all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lapel.domain.measurement.aggregates import Class, Wave, at_least, classes, waves

BAR, LEVELS = 3, 3
# Two schools in a district and one beside it, in a state; all may have people of their own.
PARENTS = {"hill": "district", "lake": "district", "district": "state", "far": "state"}
PARENT_OF: dict[str, str | None] = {**PARENTS, "state": None}
MOST = 9


@dataclass
class Onlooker:
    """All numbers published so far: of whom, at which levels, how many."""

    level_of: dict[str, int]
    known: list[tuple[frozenset[str], frozenset[int], int]] = field(default_factory=list)

    def reads(self, people: object, levels: object, count: int) -> None:
        """Take in one published number."""
        who = frozenset(people)  # type: ignore[call-overload]
        at = frozenset(levels)  # type: ignore[call-overload]
        assert count == sum(self.level_of[each] in at for each in who)
        self.known.append((who, at, count))

    def rows(self) -> np.ndarray:
        """Give what she knows as rows over (person, level), and that everybody has one level."""
        people = sorted(self.level_of)
        sums = [(frozenset({each}), frozenset(range(LEVELS)), 1) for each in people]
        return np.array(
            [
                [float(each in who and level in at) for each in people for level in range(LEVELS)]
                for who, at, _count in [*self.known, *sums]
            ]
        )

    def finds(self) -> list[str]:
        """Search for what may not be had; nothing, if all is well."""
        people, rows = sorted(self.level_of), self.rows()
        rank = np.linalg.matrix_rank(rows)
        found = []
        # 1. no equation, whatever its factors, is about fewer people than the bar
        for size in range(1, BAR):
            for few in combinations(range(len(people)), size):
                columns = [LEVELS * person + level for person in few for level in range(LEVELS)]
                rest = np.linalg.matrix_rank(np.delete(rows, columns, axis=1))
                if rank - rest > size:
                    found.append(f"an equation about {[people[each] for each in few]}")
        # 2. no count of a set of people at some levels that can be worked out is under the bar
        _u, sizes, base = np.linalg.svd(rows, full_matrices=False)
        base = base[sizes > 1e-9]
        for levels in ([0], [1], [2], [0, 1], [0, 2], [1, 2]):
            sets, counts = self._sets(levels)
            off = np.abs(sets - sets @ base.T @ base).max(axis=1)
            found += [f"{count} at {levels}" for count in counts[off < 1e-6] if count < BAR]
        return found

    def _sets(self, levels: list[int]) -> tuple[np.ndarray, np.ndarray]:
        size = len(self.level_of)
        numbers = np.arange(1, 2**size)
        chosen = (numbers[:, None] >> np.arange(size)) & 1
        at = np.array([float(level in levels) for level in range(LEVELS)])
        truth = np.array([self.level_of[each] in levels for each in sorted(self.level_of)])
        spread: np.ndarray = np.kron(chosen.astype(float), at)
        return spread, chosen @ truth


@dataclass
class Country:
    """People who finish, move and leave, and what is published of them on the first of a month."""

    level_of: dict[str, int]
    place_of: dict[str, str] = field(default_factory=dict)
    counted: set[str] = field(default_factory=set)

    def published(self, onlooker: Onlooker) -> list[Wave]:
        """Publish as we do: waves of those who wait, their classes, sums over places, and aims."""
        waiting = {who: at for who, at in self.place_of.items() if who not in self.counted}
        found = waves(waiting, PARENT_OF, least=BAR)
        for wave in found:
            self.counted.update(wave.people)
            told = classes([self.level_of[each] for each in wave.people], LEVELS, least=BAR)
            for each in told:
                onlooker.reads(wave.people, range(each.first, each.last + 1), each.count)
            for level in range(LEVELS):
                count = at_least(told, level)
                if count is not None:
                    onlooker.reads(wave.people, range(level, LEVELS), count)
        everybody = [person for wave in found for person in wave.people]
        onlooker.reads(everybody, range(LEVELS), len(everybody))
        return found

    def counted_anew(self, onlooker: Onlooker) -> None:
        """Publish as many do: each month every place's counts where all of them reach the bar."""
        for place in PARENT_OF:
            here = [who for who, at in self.place_of.items() if place in _upwards(at)]
            told = classes([self.level_of[each] for each in here], LEVELS, least=BAR)
            if len(here) >= BAR:
                for each in told:
                    onlooker.reads(here, range(each.first, each.last + 1), each.count)


def _upwards(place: str) -> list[str]:
    above = PARENT_OF[place]
    return [place] if above is None else [place, *_upwards(above)]


NAMES = [f"p{number}" for number in range(MOST)]
moves = st.tuples(st.sampled_from(NAMES), st.sampled_from([*PARENT_OF, None]))
months = st.lists(st.lists(moves, max_size=9), min_size=1, max_size=4)
levels = st.lists(st.integers(0, LEVELS - 1), min_size=MOST, max_size=MOST)
# A school of eight, and one person more a month later.
JOINS = [[(name, "hill") for name in NAMES[:8]], [(NAMES[8], "hill")]]
SPLIT = [0, 0, 0, 2, 2, 2, 2, 0, 2]
# Two schools that make a district: six of eight are at the one, two at the other.
NESTED = [[(name, "hill" if number < 6 else "lake") for number, name in enumerate(NAMES[:8])]]


@settings(max_examples=60, deadline=None)
@given(levels, months)
@example(SPLIT, JOINS)
@example(SPLIT, NESTED)
@example(SPLIT, [*JOINS, [(NAMES[0], "lake")], [(NAMES[1], None)]])
def test_nothing_of_fewer_than_the_bar_can_be_worked_out(
    at: list[int], story: list[list[tuple[str, str | None]]]
) -> None:
    """Aims that overlap, schools in districts, joining, moving and leaving between publications."""
    country = Country(dict(zip(NAMES, at, strict=True)))
    onlooker = Onlooker(country.level_of)
    for month in story:
        for who, place in month:
            if place is None:
                country.place_of.pop(who, None)
            else:
                country.place_of[who] = place
        country.published(onlooker)
    assert onlooker.finds() == []


@pytest.mark.parametrize("story", [JOINS, NESTED], ids=["one joins", "a school in a district"])
def test_the_same_search_finds_what_counting_anew_gives_away(
    story: list[list[tuple[str, str | None]]],
) -> None:
    """Else the search would prove nothing: all numbers there reach the bar, their differences not.

    In the second story two people of the district are at a school whose own counts are withheld.
    """
    country = Country(dict(zip(NAMES, SPLIT, strict=True)))
    onlooker = Onlooker(country.level_of)
    for month in story:
        country.place_of.update({who: place for who, place in month if place})
        country.counted_anew(onlooker)
    assert all(count >= BAR for _who, _levels, count in onlooker.known)
    assert onlooker.finds()


def test_who_is_too_few_waits_with_others_of_the_same_parent() -> None:
    """Hill has a wave; two of the lake and one of the district make another; far waits."""
    place_of = {
        **{f"h{number}": "hill" for number in range(4)},
        "l1": "lake",
        "l2": "lake",
        "d1": "district",
        "f1": "far",
    }
    assert waves(place_of, PARENT_OF, least=BAR) == [
        Wave("hill", rest=False, people=("h0", "h1", "h2", "h3")),
        Wave("district", rest=True, people=("d1", "l1", "l2")),
    ]


def test_who_is_alone_waits() -> None:
    """Nobody is counted with fewer than the bar, wherever she is."""
    assert waves({"f1": "far", "s1": "state"}, PARENT_OF, least=BAR) == []


def test_a_wave_of_one_place_is_not_called_mixed() -> None:
    """Ten is the bar where no other is told."""
    place_of = {f"p{number}": "state" for number in range(10)}
    assert waves(place_of, PARENT_OF) == [Wave("state", rest=False, people=tuple(sorted(place_of)))]


def test_classes_are_as_fine_as_ten_people_allow() -> None:
    """12, 3, 11 and 14 of 40: the three join their neighbours above."""
    levels = [0] * 12 + [1] * 3 + [2] * 11 + [3] * 14
    assert classes(levels, 4) == [Class(0, 0, 12), Class(1, 2, 14), Class(3, 3, 14)]


def test_a_wave_in_which_nearly_all_stand_alike_tells_only_its_size() -> None:
    """110 of 120 would tell of each of them, though the others are ten; 108 of 120 may be told."""
    assert classes([0] * 110 + [1] * 10, 2) == [Class(0, 1, 120)]
    assert classes([0] * 108 + [1] * 12, 2) == [Class(0, 0, 108), Class(1, 1, 12)]


def test_an_aim_is_held_against_classes_and_tells_no_more() -> None:
    """A line within a class has no number; the lowest level or above is everybody."""
    told = [Class(0, 0, 12), Class(1, 2, 14), Class(3, 4, 14)]
    assert [at_least(told, level) for level in range(5)] == [None, 28, None, 14, None]

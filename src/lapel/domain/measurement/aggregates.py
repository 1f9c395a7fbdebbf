"""Numbers of a school or a district from which no number of fewer than ten people can be had.

Differencing needs two numbers over nearly the same people. Here there are none: every person is in
one wave, a wave has `LEAST` people or more of one place, and is counted once for ever. In a wave,
each competency is told in classes of neighbouring levels of `LEAST` people or more. All that
sums and differences of such numbers give is unions of classes over whole waves.

Whoever waits with too few others of her place waits with what is too few elsewhere under the same
parent, and so on upwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LEAST = 10
NEARLY_ALL = 0.9


@dataclass(frozen=True)
class Wave:
    """People who are counted together, for ever: all of a place, or what was too few below it.

    `rest` says that they are of several places under `place`.
    """

    place: str
    rest: bool
    people: tuple[str, ...]


@dataclass(frozen=True)
class Class:
    """How many people stand at the levels from `first` to `last`, both included."""

    first: int
    last: int
    count: int


def waves(
    place_of: Mapping[str, str], parent_of: Mapping[str, str | None], *, least: int = LEAST
) -> list[Wave]:
    """Part the people who wait into waves; whoever is in none waits on.

    `place_of` gives each waiting person's place, `parent_of` every place's parent, None at a top.
    Raises `KeyError` for a place that is not among them.
    """
    waiting: dict[str, list[str]] = {place: [] for place in parent_of}
    mixed = dict.fromkeys(parent_of, False)
    for person in sorted(place_of):
        waiting[place_of[person]].append(person)
    found = []
    for place in sorted(parent_of, key=lambda each: (-_depth(each, parent_of), each)):
        people, parent = waiting[place], parent_of[place]
        if len(people) >= least:
            found.append(Wave(place, mixed[place], tuple(people)))
        elif people and parent is not None:
            waiting[parent] += people
            mixed[parent] = True
    return found


def classes(levels: Sequence[int], number: int, *, least: int = LEAST) -> list[Class]:
    """Tell a wave's levels, 0 to `number` - 1, in the finest classes that may be told.

    Each class has `least` people or more, and not over 90 % of the wave, which would tell of each;
    of equally fine ones the first by its borders. Without any the wave is one class, which tells
    nothing but its size.
    """
    for pieces in range(number, 1, -1):
        for borders in combinations(range(1, number), pieces - 1):
            found = list(_between(levels, (0, *borders, number)))
            most = NEARLY_ALL * len(levels)
            if all(least <= each.count <= most for each in found):
                return found
    return [Class(0, number - 1, len(levels))]


def at_least(found: Sequence[Class], level: int) -> int | None:
    """Give how many are at a level or above; None where it falls within a class, or is the first.

    It is a sum of classes that were told, so that no number of aims tells more than they do.
    """
    if level == 0 or all(each.first != level for each in found):
        return None
    return sum(each.count for each in found if each.first >= level)


def _between(levels: Sequence[int], borders: Sequence[int]) -> Iterator[Class]:
    for first, after in pairwise(borders):
        yield Class(first, after - 1, sum(first <= each < after for each in levels))


def _depth(place: str, parent_of: Mapping[str, str | None]) -> int:
    depth, above = 0, parent_of[place]
    while above is not None:
        depth, above = depth + 1, parent_of[above]
    return depth

"""Answers laid out for estimation: who chose which category of which item; most pairs are empty."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from lapel.domain.measurement.items import Item

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Answer:
    """A person's answer to an item, the lowest category 0."""

    person: str
    item: str
    category: int


class Answers:
    """The answers of people to the items of one competency, one of each person to an item.

    `counts` says how many gave each person's pattern, 1 if not told. Raises `ValueError` for an
    item that is not among `items`, a category that it has not, and an item answered twice.
    """

    def __init__(
        self,
        items: Sequence[Item],
        answers: Iterable[Answer],
        *,
        counts: Mapping[str, float] | None = None,
        people: Sequence[str] | None = None,
    ) -> None:
        self.items = tuple(items)
        given = sorted(set(answers), key=lambda each: (each.person, each.item))
        self.people = tuple(people or dict.fromkeys(each.person for each in given))
        item_at = {each.key: place for place, each in enumerate(self.items)}
        person_at = {name: place for place, name in enumerate(self.people)}
        if unknown := {each.item for each in given} - item_at.keys():
            raise ValueError(f"no item of the bank: {', '.join(sorted(unknown))}")
        self.person = np.array([person_at[each.person] for each in given], dtype=np.intp)
        self.item = np.array([item_at[each.item] for each in given], dtype=np.intp)
        self.category = np.array([each.category for each in given], dtype=np.intp)
        if len({(each.person, each.item) for each in given}) < len(given):
            raise ValueError("somebody answered an item twice")
        if np.any(self.category < 0) or np.any(self.category >= self.sizes[self.item]):
            raise ValueError("an answer has a category that its item has not")
        self.counts = np.array([(counts or {}).get(name, 1.0) for name in self.people])

    @cached_property
    def sizes(self) -> NDArray[np.intp]:
        """Give the number of categories of each item."""
        return np.array([each.categories for each in self.items], dtype=np.intp)

    @cached_property
    def starts(self) -> NDArray[np.intp]:
        """Give the column of each item's lowest category in `chosen`."""
        return np.concatenate([[0], np.cumsum(self.sizes)[:-1]]).astype(np.intp)

    @cached_property
    def chosen(self) -> Floats:
        """Give people by categories of all items: 1 where a person chose it, else 0."""
        table = np.zeros((len(self.people), int(self.sizes.sum())))
        table[self.person, self.starts[self.item] + self.category] = 1
        return table

    @cached_property
    def answered(self) -> NDArray[np.intp]:
        """Count the answers to each item."""
        weights = self.counts[self.person]
        return np.bincount(self.item, weights, len(self.items)).round().astype(np.intp)

    def of(self, people: NDArray[np.intp]) -> Answers:
        """Give the answers of some people, by place."""
        kept = np.isin(self.person, people)
        made = Answers(self.items, [])
        made.people = tuple(self.people[place] for place in people)
        moved = np.full(len(self.people), -1, dtype=np.intp)
        moved[people] = np.arange(len(people))
        made.person = moved[self.person[kept]]
        made.item, made.category = self.item[kept], self.category[kept]
        made.counts = self.counts[people]
        return made

    def without(self, left_out: NDArray[np.bool_]) -> Answers:
        """Give the same people with some answers left out."""
        made = Answers(self.items, [])
        made.people, made.counts = self.people, self.counts
        made.person = self.person[~left_out]
        made.item, made.category = self.item[~left_out], self.category[~left_out]
        return made

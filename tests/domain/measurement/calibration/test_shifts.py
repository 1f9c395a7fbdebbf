"""Items that are harder for one group: found where planted, and not elsewhere."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from lapel.domain.measurement.calibration.answers import Answer, Answers
from lapel.domain.measurement.calibration.shifts import Shift, Size, shifts
from lapel.domain.measurement.items import Bank, Item
from lapel.domain.measurement.study.designs import reference_design
from lapel.domain.measurement.study.walking import answers_of

HARDER = 1.0


@pytest.fixture(scope="module")
def judged() -> tuple[Item, list[Shift]]:
    """Two districts of 1,000 that differ in ability by .5; one item is harder for the second.

    A hundred people say nothing of their district, and one district is too small to judge.
    """
    chance = random.Random(1)
    design = reference_design(chance, people=2150, competencies=1, items=12)
    items = design.bank.items
    hard = replace(items[3], steps=tuple(step + HARDER for step in items[3].steps))
    other = Bank(("c01",), (*items[:3], hard, *items[4:]))
    group_of, given = {}, []
    for place, (name, (ability,)) in enumerate(design.people.items()):
        second = 1000 <= place < 2000
        group = ["north", "south", "west" if place < 2050 else ""][place // 1000]
        if group:
            group_of[name] = group
        bank = other if second else design.bank
        answers = answers_of(bank, [ability + 0.5 * second], chance)
        given += [Answer(name, key, answers[key]) for key in chance.sample(sorted(answers), 6)]
    return items[3], shifts(Answers(items, given), items, group_of)


def test_the_item_that_is_harder_is_found_with_its_size(judged: tuple[Item, list[Shift]]) -> None:
    """Harder by 1 where ability counts in SDs: by its slope in logits, within two errors."""
    item, found = judged
    told = {each.group: each for each in found if each.item == item.key}
    south = told["south"]
    assert south.size is not Size.NEGLIGIBLE
    assert south.logits > 3 * south.error
    assert south.logits == pytest.approx(HARDER * item.slope, abs=2 * south.error)
    assert told["north"].logits < 0


def test_a_difference_in_ability_is_no_shift(judged: tuple[Item, list[Shift]]) -> None:
    """The districts differ by half an SD; no other item is called more than negligible."""
    item, found = judged
    assert {each.item for each in found if each.size is not Size.NEGLIGIBLE} == {item.key}


def test_a_group_with_few_answers_is_not_judged(judged: tuple[Item, list[Shift]]) -> None:
    """Fifty people in the west: 25 answers an item are none to judge by."""
    assert {each.group for each in judged[1]} == {"north", "south"}


def test_what_is_more_than_chance_may_be_small() -> None:
    """With many answers a shift of .3 is more than chance and negligible, one of .6 moderate."""
    chance = random.Random(2)
    items = reference_design(chance, people=1, competencies=1, items=8).bank.items
    items = tuple(replace(each, slope=1.0) for each in items)
    moved = {1: 0.3, 3: 0.65}
    other = tuple(
        replace(each, steps=tuple(step + moved.get(place, 0) for step in each.steps))
        for place, each in enumerate(items)
    )
    given, group_of = [], {}
    for place in range(7000):
        name = f"p{place}"
        group_of[name] = "after" if place % 2 == 0 else "a day before"
        bank = Bank(("c01",), items if place % 2 else other)
        answers = answers_of(bank, [chance.gauss(0, 1)], chance)
        given += [Answer(name, key, said) for key, said in answers.items()]
    found = shifts(Answers(items, given), items, group_of)
    assert {each.group for each in found} == {"after"}
    after = {each.item: each for each in found}
    small, moderate = after[items[1].key], after[items[3].key]
    assert small.p < 0.01
    assert (small.size, moderate.size) == (Size.NEGLIGIBLE, Size.MODERATE)

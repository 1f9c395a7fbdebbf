"""Answers laid out as arrays, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from lapel.domain.measurement.calibration.answers import Answer, Answers
from lapel.domain.measurement.items import Item

ITEMS = (Item("i", "c", 1.0, (0.0,)), Item("j", "c", 1.0, (0.0, 1.0)))
GIVEN = [Answer("ann", "i", 1), Answer("ann", "j", 2), Answer("bea", "j", 0)]


def test_each_category_has_its_column() -> None:
    """Two of the first item, three of the second; an answer not given is a row of zeros there."""
    answers = Answers(ITEMS, GIVEN, counts={"bea": 4})
    assert answers.people == ("ann", "bea")
    assert answers.chosen.tolist() == [[0, 1, 0, 0, 1], [0, 0, 1, 0, 0]]
    assert answers.answered.tolist() == [1, 5]


def test_people_may_be_named_who_answered_nothing_here() -> None:
    """Tables of several competencies then have the same rows."""
    answers = Answers(ITEMS, GIVEN, people=["ann", "amy", "bea"])
    assert answers.chosen.sum(axis=1).tolist() == [2, 0, 1]


def test_some_people_or_some_answers_are_taken_out() -> None:
    """For groups, and for what is held out."""
    answers = Answers(ITEMS, GIVEN)
    assert answers.of(np.array([1])).people == ("bea",)
    assert answers.of(np.array([1])).chosen.tolist() == [[0, 0, 1, 0, 0]]
    less = answers.without(np.array([True, False, False]))
    assert less.chosen.tolist() == [[0, 0, 0, 0, 1], [0, 0, 1, 0, 0]]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (Answer("ann", "k", 0), "no item of the bank: k"),
        (Answer("bea", "i", 2), "a category that its item has not"),
        (Answer("bea", "i", -1), "a category that its item has not"),
        (Answer("ann", "i", 0), "an item twice"),
    ],
)
def test_answers_that_cannot_be_are_refused(wrong: Answer, said: str) -> None:
    """An estimate from them would be one of nothing."""
    with pytest.raises(ValueError, match=said):
        Answers(ITEMS, [*GIVEN, wrong])

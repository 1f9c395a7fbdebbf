"""A file of answers, and what is wrong with one, by line."""

from __future__ import annotations

import pytest

from lapel.domain.measurement.calibration.answers import Answer
from lapel.domain.measurement.calibration.reading import read_answers
from lapel.domain.measurement.items import Bank, Item
from lapel.domain.measurement.study.files import BadFileError

BANK = Bank(("c",), (Item("i", "c", 1.0, (0.0,)), Item("j", "c", 1.0, (0.0, 1.0))))


def test_answers_are_read_with_and_without_groups() -> None:
    """A person without a group has an empty cell, or there is no such column."""
    text = "person,item,category,group\nann,i,1,north\nann,j,2,north\nbea,j,0,\n"
    answers, groups = read_answers(text, BANK)
    assert answers == [Answer("ann", "i", 1), Answer("ann", "j", 2), Answer("bea", "j", 0)]
    assert groups == {"ann": "north"}
    assert read_answers("person,item,category\nann,i,1\n", BANK)[1] == {}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("ann,k,1,", "line 2: “k” is no item of the bank"),
        ("ann,i,2,", "line 2: “2” is no category of i, which has 0 to 1"),
        ("ann,i,-1,", "line 2: “-1” is no category"),
        ("ann,i,1,\nann,i,0,", "line 3: ann answered i already"),
        ("ann,i,1,north\nann,j,0,south", "line 3: ann was in another group before"),
    ],
)
def test_a_line_that_cannot_be_true_is_told(lines: str, said: str) -> None:
    """With its number, the header being 1."""
    with pytest.raises(BadFileError, match=said):
        read_answers(f"person,item,category,group\n{lines}\n", BANK)

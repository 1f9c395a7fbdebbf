"""Files of a study: written and read again, and what is wrong with one, by line."""

from __future__ import annotations

import random

import pytest

from lapel.domain.measurement.study.designs import reference_design
from lapel.domain.measurement.study.files import (
    BadFileError,
    bank_written,
    correlations_written,
    people_written,
    read_bank,
    read_correlations,
    read_people,
)


def test_what_is_written_is_read_again_to_the_last_digit() -> None:
    """A study on files is the study on what they were written from."""
    design = reference_design(random.Random(1), people=3, competencies=4, items=5)
    names = design.bank.competencies
    bank = read_bank(bank_written(design.bank))
    assert bank.items == design.bank.items
    assert bank.competencies == names
    assert read_people(people_written(design.people, names), names) == design.people
    text = correlations_written(design.correlations, names)
    assert read_correlations(text, names) == design.correlations


def test_a_bank_may_name_a_difficulty_or_steps_and_leave_lines_empty() -> None:
    """With a byte order mark, as spreadsheets write; columns it does not know are passed over."""
    text = (
        "\ufeffitem,competency,slope,difficulty,steps,author\n"
        "a,talk,1.2,-0.5,,ann\n\nb,talk,0.8,,-1 0 1,bea\n,,,,,\n"
    )
    bank = read_bank(text)
    assert [item.steps for item in bank.items] == [(-0.5,), (-1.0, 0.0, 1.0)]
    assert not bank.is_provisional


def test_a_bank_says_on_how_many_answers_it_rests() -> None:
    """With fewer than 400 it is provisional."""
    bank = read_bank("item,competency,slope,steps,version,answers\na,talk,1,0,2,57\n")
    assert (bank.items[0].version, bank.items[0].answers) == (2, 57)
    assert bank.is_provisional


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("item,slope\n", "line 1: columns are missing: competency"),
        ("", "line 1: columns are missing"),
        ("item,competency,slope\n", "line 2: there is nothing under the header"),
        ("item,competency,slope,steps\na,c,1\n", "line 2: 3 cells, the header has 4"),
        ("item,competency,slope,steps\na,c,x,0\n", "line 2: “x” is no number"),
        ("item,competency,slope,steps\na,c,1,nan\n", "line 2: “nan” is no number to reckon"),
        ("item,competency,slope,steps\na,c,-1,0\n", "line 2: item “a”: the slope"),
        ("item,competency,slope,steps\na,c,1,\n", "line 2: item “a”: one step or more"),
        ("item,competency,slope,steps,answers\na,c,1,0,few\n", "line 2: “few” is no whole"),
        ("item,competency,slope,steps\na,c,1,0\na,c,1,0\n", "line 1: two items have the same key"),
        ('item,competency,slope,steps\n"a"b,c,1,0\n', "line 2: this is not CSV"),
    ],
)
def test_a_bank_that_cannot_be_is_told_by_line(text: str, said: str) -> None:
    """The header is line 1."""
    with pytest.raises(BadFileError, match=said):
        read_bank(text)


def test_a_person_has_one_line_with_every_competency() -> None:
    """A second line would leave open which is true."""
    with pytest.raises(BadFileError, match="line 3: “ann” has a line already"):
        read_people("person,a\nann,1\nann,2\n", ["a"])
    with pytest.raises(BadFileError, match="columns are missing: b"):
        read_people("person,a\nann,1\n", ["a", "b"])


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("a,1,0.5\n", "no line for b"),
        ("a,1,0.5\nb,0.4,1\n", "one way and another"),
        ("a,1,1.5\nb,1.5,1\n", "line 2: a correlation is a number from -1 to 1"),
    ],
)
def test_correlations_that_cannot_be_are_told(lines: str, said: str) -> None:
    """Each with each, the same both ways."""
    with pytest.raises(BadFileError, match=said):
        read_correlations(f"competency,a,b\n{lines}", ["a", "b"])

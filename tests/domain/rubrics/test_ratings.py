"""A file of ratings: what is read, and how each mistake is told."""

from __future__ import annotations

import pytest

from lapel.domain.rubrics.ratings import (
    BadRatingsError,
    Rating,
    read_ratings,
    scored_twice,
)

HEADER = "artefact,assessor,criterion,level,key,order\n"


def problems_of(text: str) -> list[tuple[int, str]]:
    """Give the lines that are told, each with its words."""
    with pytest.raises(BadRatingsError) as told:
        read_ratings(text)
    return [(each.line, each.said) for each in told.value.problems]


def test_a_file_is_read_line_by_line() -> None:
    """Levels become places on the scale; a gap, a missing key and no order are none."""
    read = read_ratings(HEADER + "a,ben,c1,yes,almost,4\n\na,bola,c2,cannot_judge,,\nb,ben,c2,,,\n")
    assert read.ratings == (
        Rating("a", "ben", "c1", 2, 1, 4),
        Rating("a", "bola", "c2", None),
        Rating("b", "ben", "c2", None),
    )
    assert (read.assessors, read.criteria) == (["ben", "bola"], ["c1", "c2"])
    assert [len(together) for together in read.artefacts()] == [2, 1]


def test_columns_stand_in_any_order_and_as_a_spreadsheet_saves_them() -> None:
    """A byte order mark, semicolons, capitals, line ends of Windows and quoted line breaks."""
    read = read_ratings('\ufeffLevel;Criterion;Assessor;Artefact\r\nyes;"c\n1";ben;a\r\n')
    assert read.ratings == (Rating("a", "ben", "c\n1", 2),)


def test_other_scales_are_named_from_the_lowest() -> None:
    """Six levels by number."""
    text = "artefact,assessor,criterion,level\na,ben,c,6\na,bola,c,1\n"
    read = read_ratings(text, levels=list("123456"))
    assert [each.level for each in read.ratings] == [5, 0]
    assert read.levels == tuple("123456")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "Missing: artefact, assessor, criterion, level."),
        ("artefact,assessor,level\n", 1, "Missing: criterion."),
        ("artefact,assessor,criterion,level,keys\n", 1, "Unknown: “keys”."),
        ("artefact,assessor,criterion,level,level\n", 1, "each once."),
        (HEADER, 2, "There is no rating."),
        (HEADER + "a,ben,c1,yes\n", 2, "There are 4 cells where the header has 6."),
        (HEADER + "\n,ben,c1,yes,,\n", 3, "artefact is missing."),
        (HEADER + "a,ben,c1,good,,\n", 2, "level “good” is none of the levels (known: not_yet"),
        (HEADER + "a,ben,c1,yes,good,\n", 2, "key “good” is none of the levels"),
        (HEADER + "a,ben,c1,yes,,-1\n", 2, "order “-1” is no whole number."),
        (HEADER + 'a,"ben"x,c1,yes,,\n', 2, "This is not CSV"),
    ],
)
def test_each_bad_line_is_told_with_its_number(text: str, line: int, words: str) -> None:
    """The header is line 1; empty lines are left out and counted."""
    [(told, said)] = problems_of(text)
    assert told == line
    assert words in said


def test_lines_that_cannot_both_be_true_name_each_other() -> None:
    """A criterion twice, two keys, two places in an order, two artefacts in one place."""
    text = HEADER + "a,ben,c1,yes,yes,1\na,ben,c1,yes,yes,1\na,bola,c1,yes,almost,2\n"
    text += "a,ben,c2,yes,,3\nb,ben,c1,yes,,1\n"
    assert problems_of(text) == [
        (3, "ben scored this criterion of this artefact on line 2 already."),
        (4, "The key is another one on line 2."),
        (5, "This artefact has another place in the order of ben on line 2."),
        (6, "Another artefact is at this place in the order of ben on line 2."),
    ]


def test_every_bad_line_is_told_at_once() -> None:
    """Who mends a file mends it once."""
    text = HEADER + "a,ben,c1,good,,\na,,,yes,,\n"
    assert problems_of(text)[1:] == [(3, "assessor is missing."), (3, "criterion is missing.")]
    with pytest.raises(BadRatingsError, match="3 lines"):
        read_ratings(text)


def test_an_artefact_is_scored_twice_where_one_criterion_got_two_levels() -> None:
    """Gaps and different criteria do not count."""
    one, other = Rating("a", "ben", "c1", 2), Rating("a", "bola", "c1", 1)
    assert scored_twice([one, other])
    assert not scored_twice([one, Rating("a", "bola", "c2", 1), Rating("a", "bola", "c1", None)])

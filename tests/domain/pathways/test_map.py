"""The map's layout: what builds on something stands to the right of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.domain.pathways import broken, laid_out

# DOMAIN.md: T01→T05→T06, T08; T02→T03→T08; T04→T05, T07; T09→T10; T05+T09→T11; T01+T02→T12.
DOMAIN = {
    "T01": [], "T02": [], "T03": ["T02"], "T04": [], "T05": ["T01", "T04"], "T06": ["T05"],
    "T07": ["T04"], "T08": ["T05", "T03"], "T09": [], "T10": ["T09"], "T11": ["T05", "T09"],
    "T12": ["T01", "T02"], "T13": [], "T14": [], "T15": [],
}  # fmt: skip


@st.composite
def orders(draw: st.DrawFn) -> dict[str, list[str]]:
    """Draw prerequisites without circles: each code may build on earlier ones."""
    codes = [f"T{number:02}" for number in range(draw(st.integers(0, 9)))]
    return {
        code: draw(st.lists(st.sampled_from(codes[:at]), unique=True)) if at else []
        for at, code in enumerate(codes)
    }


@given(orders())
def test_all_lines_run_to_the_right_and_no_boxes_meet(needs: dict[str, list[str]]) -> None:
    """Each code has a place of its own, after all it builds on, inside the drawing."""
    layout = laid_out(needs)
    assert len(set(layout.places.values())) == len(layout.places) == len(needs)
    for code, before in needs.items():
        assert all(layout.places[each][0] < layout.places[code][0] for each in before)
    assert len(layout.lines) == sum(len(before) for before in needs.values())
    assert all(x >= 0 and x < layout.width and y < layout.height for x, y in layout.places.values())


def test_no_line_of_the_framework_runs_behind_a_box() -> None:
    """Every competency stands in the column right after each one it builds on."""
    places = laid_out(DOMAIN).places
    apart = {places[code][0] - places[each][0] for code, needs in DOMAIN.items() for each in needs}
    assert apart == {250}


def test_what_stands_alone_stands_last() -> None:
    """T13 to T15 are below the beginnings that lead somewhere."""
    places = laid_out(DOMAIN).places
    first = sorted((y, code) for code, (x, y) in places.items() if x == places["T01"][0])
    assert [code for _y, code in first] == ["T01", "T02", "T04", "T13", "T14", "T15"]


def test_an_unknown_prerequisite_is_passed_over() -> None:
    """A framework may build on another one's competency."""
    assert laid_out({"T01": ["X9"]}).lines == []


def test_nothing_is_an_empty_drawing() -> None:
    """Before a framework is loaded."""
    assert laid_out({}).places == {}


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Know learners", ["Know learners"]),
        ("Question, discuss and surface student thinking",
         ["Question, discuss and", "surface student thinking"]),
        ("Build safe, respectful, emotionally supportive classrooms",
         ["Build safe, respectful,", "emotionally supportive", "classrooms"]),
        ("one two three four five six seven eight nine ten eleven twelve thirteen fourteen",
         ["one two three four five", "six seven eight nine ten", "eleven twelve thirteen …"]),
        ("Donaudampfschifffahrtsgesellschaft", ["Donaudampfschifffahrtsgesellschaft"]),
    ],
)  # fmt: skip
def test_titles_are_broken_between_words(title: str, lines: list[str]) -> None:
    """At most three lines of about 24 letters; a long word stands by itself."""
    assert broken(title) == lines

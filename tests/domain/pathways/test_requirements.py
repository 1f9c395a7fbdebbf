"""Stack requirements: what satisfies them, what is missing, how far somebody is."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.domain.pathways import faults, layers, members, missing, progress, satisfied

SLUGS = [f"mc-{letter}" for letter in "abcdefg"]
NESTED = {
    "all": ["mc-a", {"any": ["mc-b", "mc-c"]}, {"at_least": 2, "of": ["mc-d", "mc-e", "mc-f"]}]
}


@st.composite
def requirements(draw: st.DrawFn) -> Any:
    """Draw a sound requirement in which each slug stands once."""
    slugs = draw(st.permutations(SLUGS))
    return _tree(draw, list(slugs[: draw(st.integers(1, 7))]), depth=0)


def _tree(draw: st.DrawFn, slugs: list[str], depth: int) -> Any:
    if len(slugs) == 1 or depth > 2:
        return slugs[0]
    cut = draw(st.integers(1, len(slugs) - 1))
    parts = [_tree(draw, half, depth + 1) for half in (slugs[:cut], slugs[cut:])]
    kind = draw(st.sampled_from(["all", "any", "of"]))
    if kind == "of":
        return {"at_least": draw(st.integers(1, len(parts))), "of": parts}
    return {kind: parts}


held_sets = st.sets(st.sampled_from(SLUGS))


@given(requirements())
def test_what_is_drawn_is_sound(requires: Any) -> None:
    """A well-formed requirement has no faults."""
    assert faults(requires) == []


@given(requirements(), held_sets, held_sets)
def test_holding_more_never_undoes_a_stack(requires: Any, held: set[str], more: set[str]) -> None:
    """Requirements are monotone: a further award cannot unsatisfy one."""
    assert satisfied(requires, held | more) or not satisfied(requires, held)


@given(requirements(), held_sets)
def test_nothing_is_missing_exactly_when_satisfied(requires: Any, held: set[str]) -> None:
    """`missing` is None if and only if the requirement is met."""
    assert (missing(requires, held) is None) == satisfied(requires, held)


@given(requirements(), held_sets, held_sets)
def test_meeting_what_is_missing_meets_the_whole(
    requires: Any, held: set[str], more: set[str]
) -> None:
    """The rest is equivalent to the whole for someone who holds `held`."""
    rest = missing(requires, held)
    assert satisfied(requires, held | more) == (rest is None or satisfied(rest, more | held))
    assert rest is None or not members(rest) & held


@given(requirements(), held_sets)
def test_progress_counts_the_fewest_further_awards(requires: Any, held: set[str]) -> None:
    """The distance of `progress` is the least number of slugs found by trying all of them."""
    way = progress(requires, held)
    others = sorted(members(requires) - held)
    fewest = next(
        count
        for count in range(len(others) + 1)
        if any(satisfied(requires, held | set(few)) for few in combinations(others, count))
    )
    assert way.needed - way.done == fewest


@pytest.mark.parametrize(
    ("held", "rest"),
    [
        (set(), NESTED),
        ({"mc-a", "mc-b", "mc-d"}, {"any": ["mc-e", "mc-f"]}),
        ({"mc-a", "mc-c", "mc-d", "mc-e"}, None),
        ({"mc-b", "mc-d", "mc-e"}, "mc-a"),
    ],
)
def test_what_is_missing_is_said_in_the_same_form(held: set[str], rest: Any) -> None:
    """Worked by hand from the nested example."""
    assert missing(NESTED, held) == rest


@pytest.mark.parametrize(
    ("requires", "path"),
    [
        ("", "requires"),
        (3, "requires"),
        ({"all": []}, "requires.all"),
        ({"all": "mc-a"}, "requires.all"),
        ({"any": ["mc-a"], "all": ["mc-b"]}, "requires"),
        ({"at_least": 3, "of": ["mc-a", "mc-b"]}, "requires.at_least"),
        ({"at_least": True, "of": ["mc-a", "mc-b"]}, "requires.at_least"),
        ({"all": ["mc-a", {"any": [None]}]}, "requires.all[1].any[0]"),
        ({"all": ["mc-a", "mc-a"]}, "requires"),
        ({"all": [{"all": [{"all": [{"all": [{"all": [{"all": ["x"]}]}]}]}]}]},
         "requires.all[0].all[0].all[0].all[0].all[0]"),
    ],
)  # fmt: skip
def test_an_unsound_requirement_is_refused_at_its_place(requires: Any, path: str) -> None:
    """Each fault names the path at which it stands."""
    assert [fault.path for fault in faults(requires)] == [path]


def test_competencies_come_after_their_prerequisites() -> None:
    """DOMAIN's chain T01→T05→T06, with T15 beside all."""
    assert layers({"T06": ["T05"], "T05": ["T01"], "T01": ["gone"], "T15": []}) == [
        ["T01", "T15"],
        ["T05"],
        ["T06"],
    ]


def test_a_circle_of_prerequisites_is_refused() -> None:
    """No order exists for it."""
    with pytest.raises(ValueError, match="circle"):
        layers({"T01": ["T02"], "T02": ["T01"]})

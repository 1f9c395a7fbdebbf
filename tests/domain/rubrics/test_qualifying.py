"""Whether levels on anchors reach the bars (R16)."""

from __future__ import annotations

import random

import pytest

from lapel.domain.rubrics.levels import Level
from lapel.domain.rubrics.qualifying import (
    Bars,
    Compared,
    Result,
    is_full_set,
    judged,
    smallest_set,
)

YES, ALMOST, NOT_YET = Level.YES, Level.ALMOST, Level.NOT_YET
CRITERIA = ("a", "b", "c", "d", "e")


def key(*levels: Level) -> dict[str, Level]:
    return dict(zip(CRITERIA, levels, strict=True))


MIXED = key(YES, ALMOST, NOT_YET, YES, ALMOST)


def tried(given: list[dict[str, Level]], keys: list[dict[str, Level]] | None = None) -> Result:
    compared = [Compared(*both) for both in zip(keys or [MIXED] * 5, given, strict=True)]
    return judged(
        compared, required=set(CRITERIA) - {"e"}, bars=Bars(), chance=random.Random(7), resamples=50
    )


def test_r16_a_set_is_full_with_five_anchors_25_ratings_and_every_level() -> None:
    """R16's numbers, each just missed in turn."""
    assert is_full_set([MIXED] * 5)
    assert not is_full_set([MIXED] * 4)
    assert not is_full_set([MIXED] * 4 + [{"a": YES}])
    assert not is_full_set([key(YES, YES, YES, YES, ALMOST)] * 5)


def test_the_smallest_set_is_as_many_anchors_from_the_first_on_as_make_it_full() -> None:
    """Whoever tries scores no more than is needed; the others stay fresh."""
    assert smallest_set([MIXED] * 9) == 5
    all_yes = key(*[YES] * 5)
    assert smallest_set([all_yes] * 6 + [MIXED] * 2) == 7
    assert smallest_set([all_yes] * 6) == 6


def test_the_key_throughout_reaches_every_bar() -> None:
    """25 of 25, and nothing to practise."""
    result = tried([MIXED] * 5)
    assert result.passed
    assert (result.anchors, result.ratings, result.severe) == (5, 25, 0)
    assert {each.as_key for each in result.lines.values()} == {5}


@pytest.mark.parametrize(("wrong", "passes"), [(7, True), (8, False)])
def test_r16_exact_agreement_is_at_least_seventy_per_cent(wrong: int, *, passes: bool) -> None:
    """18 of 25 are 72 %, 17 are 68 %; all misses are one level, so no other bar is near."""
    given = [dict(MIXED) for _anchor in range(5)]
    for number in range(wrong):
        given[number % 5]["a" if number < 5 else "d"] = ALMOST
    result = tried(given)
    assert ("exact" not in result.missed) is passes


def test_r16_a_severe_miss_fails_on_a_required_criterion_alone() -> None:
    """One of 25 is 96 % adjacent, above the bar of 95 %: only the severe miss tells them apart."""
    on_required = tried([{**MIXED, "a": NOT_YET}, *[MIXED] * 4])
    assert on_required.missed == ("severe",)
    keys = [{**MIXED, "e": YES}, *[MIXED] * 4]
    on_optional = tried([{**MIXED, "e": NOT_YET}, *[MIXED] * 4], keys)
    assert on_optional.passed


def test_a_figure_without_variation_reaches_no_bar() -> None:
    """Kappa is undefined where she and the key say one and the same level throughout."""
    same = key(*[YES] * 5)
    result = tried([same] * 5, [same] * 5)
    assert result.figures["cohen_quadratic"].value is None
    assert result.missed == ("cohen_quadratic",)


def test_a_line_tells_how_often_and_which_way_never_the_key() -> None:
    """Two of five a level too low: 3 of 5, leaning to the strict side by 0.4 levels."""
    given = [{**MIXED, "a": ALMOST}, {**MIXED, "a": ALMOST}, *[MIXED] * 3]
    line = tried(given).lines["a"]
    assert (line.as_key, line.of, line.lean) == (3, 5, pytest.approx(-0.4))

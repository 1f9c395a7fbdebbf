"""Ways to decide: all by the product's own rules."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lapel.domain.rubrics.levels import ORDER, Criterion, Judgement, Level
from lapel.domain.rubrics.study.strategies import Decision, double, panel, single

RUBRIC = (Criterion("a"), Criterion("b"))
N, A, Y = ORDER


def said(*levels: Level) -> dict[str, Judgement]:
    """Write what an assessor said of the criteria in order."""
    return {each.key: Judgement(level) for each, level in zip(RUBRIC, levels, strict=False)}


def test_one_scoring_is_earned_only_where_every_criterion_is_yes() -> None:
    """R7: the lowest decides."""
    assert single(RUBRIC, [said(Y, Y)]) == Decision(earned=True, scorings=1)
    assert single(RUBRIC, [said(Y, A)]) == Decision(earned=False, scorings=1)


def test_a_third_is_asked_only_where_she_can_change_the_outcome() -> None:
    """R8: yes against almost goes to her, unless another criterion settles the outcome."""
    third = said(Y, Y)
    asked = double(RUBRIC, [said(Y, Y), said(A, Y), third])
    assert asked == Decision(earned=True, scorings=3, adjudicated=True)
    settled = double(RUBRIC, [said(Y, N), said(A, A), third])
    assert settled == Decision(earned=False, scorings=2)
    wide = double(RUBRIC, [said(Y, N), said(N, A), third])
    assert wide == Decision(earned=False, scorings=3, adjudicated=True)


def test_a_panel_takes_each_criterions_median_the_lower_of_an_even_number() -> None:
    """Of yes, almost, yes the yes; of yes and almost the almost."""
    scorings = [said(Y, A), said(A, Y), said(Y, Y)]
    assert panel(RUBRIC, scorings, 3) == Decision(earned=True, scorings=3)
    assert panel(RUBRIC, scorings, 2) == Decision(earned=False, scorings=2)


SCORINGS = st.lists(st.builds(said, *[st.sampled_from(ORDER)] * 2), min_size=3, max_size=3)


@given(SCORINGS)
def test_adjudication_decides_as_three_scorings_of_everything_would(
    scorings: list[dict[str, Judgement]],
) -> None:
    """R8 and R9 earn and refuse what the median of the same three does, and ask fewer."""
    two, three = double(RUBRIC, scorings), panel(RUBRIC, scorings, 3)
    assert two.earned == three.earned
    assert two.scorings <= three.scorings

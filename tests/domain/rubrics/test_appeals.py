"""R14: what an appeal comes to."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.domain.rubrics.appeals import (
    contestable,
    goes_to_another,
    is_better,
    judged_on_appeal,
    may_appeal,
)
from lapel.domain.rubrics.levels import ORDER, Judgement, Level, Outcome, Reason
from lapel.domain.rubrics.resolution import Finding, How

LETTER = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PLANS = Finding("plans", required=True, level=Level.ALMOST, how=How.LOWER)
WAITS = Finding("waits", required=True, level=Level.YES, how=How.SAME)
EXTRA = Finding("extra", required=False, level=Level.CANNOT_JUDGE, how=How.NOT_JUDGED)
YES = Judgement(Level.YES)


@pytest.mark.parametrize(("days", "may"), [(0, True), (30, True), (31, False)])
def test_r14_an_appeal_is_open_for_thirty_days_from_the_letter(days: int, *, may: bool) -> None:
    """R14: within 30 days."""
    at = LETTER + timedelta(days=days)
    assert may_appeal(outcome=Outcome.ALMOST, written_at=LETTER, now=at) is may


def test_what_is_earned_is_not_appealed() -> None:
    """There is nothing to win."""
    assert not may_appeal(outcome=Outcome.EARNED, written_at=LETTER, now=LETTER)
    assert contestable([PLANS, WAITS, EXTRA]) == ["plans", "extra"]


def test_r14_a_better_level_stands_and_the_lowest_required_criterion_decides_again() -> None:
    """The one criterion below the line is lifted, so R7 gives earned."""
    found = judged_on_appeal([PLANS, WAITS, EXTRA], {"plans": YES})
    assert (found.outcome, found.changed) == (Outcome.EARNED, ("plans",))
    assert found.findings[0] == Finding("plans", required=True, level=Level.YES, how=How.APPEALED)
    assert found.findings[1:] == (WAITS, EXTRA)


def test_r14_a_level_that_is_not_better_leaves_the_decision() -> None:
    """The same, a lower one, or none: nothing is taken from her for asking."""
    for judged in (Judgement(Level.ALMOST), Judgement(Level.NOT_YET),
                   Judgement(Level.CANNOT_JUDGE, Reason.TOO_SHORT)):  # fmt: skip
        found = judged_on_appeal([PLANS, WAITS], {"plans": judged})
        assert (found.findings, found.outcome, found.changed) == (
            (PLANS, WAITS), Outcome.ALMOST, (),
        )  # fmt: skip


def test_any_level_is_better_than_none() -> None:
    """An optional criterion that nobody could judge may be lifted by who can."""
    assert is_better(Level.NOT_YET, Level.CANNOT_JUDGE)
    assert not is_better(Level.CANNOT_JUDGE, Level.NOT_YET)


levels = st.sampled_from(ORDER)


@given(
    before=st.lists(st.tuples(levels, st.booleans()), min_size=1, max_size=6),
    said=st.lists(levels, min_size=6, max_size=6),
)
def test_r14_no_appeal_makes_anything_worse(
    before: list[tuple[Level, bool]], said: list[Level]
) -> None:
    """Whatever is contested and said: no criterion and no outcome is lower than before."""
    findings = [
        Finding(str(place), required=required, level=level, how=How.SAME)
        for place, (level, required) in enumerate(before)
    ]
    without = judged_on_appeal(findings, {})
    found = judged_on_appeal(
        findings, {str(place): Judgement(level) for place, level in enumerate(said)}
    )
    outcomes = [Outcome.NOT_YET, Outcome.ALMOST, Outcome.EARNED]
    assert outcomes.index(found.outcome) >= outcomes.index(without.outcome)
    for old, new in zip(findings, found.findings, strict=True):
        assert ORDER.index(new.level) >= ORDER.index(old.level)


def test_r6_want_of_the_language_is_never_the_teachers_burden() -> None:
    """It goes on to another assessor however many lacked it; another reason once."""
    language = {"plans": Judgement(Level.CANNOT_JUDGE, Reason.LANGUAGE)}
    short = {"plans": Judgement(Level.CANNOT_JUDGE, Reason.TOO_SHORT)}
    assert goes_to_another(language, asked_before=3)
    assert goes_to_another(short, asked_before=0)
    assert not goes_to_another(short, asked_before=1)
    assert not goes_to_another({"plans": YES}, asked_before=0)

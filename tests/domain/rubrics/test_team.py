"""R24: levels that were given to a teammate take part in the outcome and are not scored again."""

from __future__ import annotations

import pytest

from lapel.domain.rubrics.levels import Criterion, Judgement, Level, Outcome
from lapel.domain.rubrics.resolution import How, Step, resolve
from lapel.domain.rubrics.routing import is_near_the_line, resolve_alone

CRITERIA = [Criterion("plan", required=True), Criterion("lesson", required=True)]
YES, ALMOST = Judgement(Level.YES), Judgement(Level.ALMOST)


@pytest.mark.parametrize(
    ("level", "outcome"),
    [
        (Level.YES, Outcome.EARNED),
        (Level.ALMOST, Outcome.ALMOST),
        (Level.NOT_YET, Outcome.NOT_YET),
    ],
)
def test_r24_a_teammates_level_counts_like_any_other(level: Level, outcome: Outcome) -> None:
    """R7: the lowest required criterion decides, wherever it was scored."""
    for found in (
        resolve(CRITERIA, {"plan": YES}, {"plan": YES}, team={"lesson": level}),
        resolve_alone(CRITERIA, {"plan": YES}, team={"lesson": level}),
        resolve(CRITERIA, {}, {}, carried=["plan"], team={"lesson": level}),
    ):
        assert found.outcome is outcome
        lesson = found.findings[1]
        assert (lesson.level, lesson.how) == (level, How.TEAM)


def test_r24_where_the_team_is_below_the_line_no_lead_is_asked() -> None:
    """R8: across the line is adjudicated unless the outcome is settled without it."""
    split = ({"plan": YES}, {"plan": ALMOST})
    assert resolve(CRITERIA, *split, team={"lesson": Level.YES}).step is Step.ADJUDICATE
    assert resolve(CRITERIA, *split, team={"lesson": Level.ALMOST}).step is Step.DECIDE


def test_r24_an_optional_criterion_of_a_team_settles_nothing() -> None:
    """R7: optional ones never block."""
    criteria = [Criterion("plan", required=True), Criterion("lesson", required=False)]
    found = resolve(criteria, {"plan": YES}, {"plan": ALMOST}, team={"lesson": Level.NOT_YET})
    assert found.step is Step.ADJUDICATE


def test_r10_a_teammates_level_below_yes_can_be_what_is_near_the_line() -> None:
    """One required criterion below yes is near the line, though it was scored elsewhere."""
    assert is_near_the_line(CRITERIA, {"plan": YES}, team={"lesson": Level.ALMOST})
    assert not is_near_the_line(CRITERIA, {"plan": YES}, team={"lesson": Level.YES})

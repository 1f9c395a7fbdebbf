"""R11: what feedback must hold."""

import pytest

from lapel.domain.rubrics.feedback import Feedback, Gap, gaps, is_vague
from lapel.domain.rubrics.levels import Level

COMMENT = "The log times only two open questions, at 2:10 and 4:35."
STEP = "Time four more open questions in the same recording."


@pytest.mark.parametrize("level", [Level.ALMOST, Level.NOT_YET])
def test_each_lower_level_needs_a_comment_a_place_and_a_next_step(level: Level) -> None:
    """R11: a quote or time code and one next step; the comment ties them to the criterion."""
    assert gaps(Feedback(level)) == [Gap.COMMENT, Gap.PLACE, Gap.NEXT_STEP]
    assert gaps(Feedback(level, comment=COMMENT, next_step=STEP, places=1)) == []


def test_a_yes_may_stand_alone() -> None:
    """R11 asks for no more than the outcome where the criterion is met."""
    assert gaps(Feedback(Level.YES)) == []


def test_a_criterion_without_a_level_is_a_gap() -> None:
    """Every open criterion is scored before a lock (R5)."""
    assert gaps(Feedback(comment=COMMENT)) == [Gap.LEVEL]


def test_cannot_judge_needs_its_reason_and_what_is_wrong() -> None:
    """R6: the reason decides what happens next; the comment lets a lead decide within a day."""
    assert gaps(Feedback(Level.CANNOT_JUDGE)) == [Gap.REASON, Gap.COMMENT]
    assert gaps(Feedback(Level.CANNOT_JUDGE, reason="unreadable", comment=COMMENT)) == []


def test_vague_words_are_named_as_gaps() -> None:
    """Stock phrases leave a teacher with nothing to do."""
    feedback = Feedback(
        Level.ALMOST, comment="Good job, keep it up!", next_step="Try again", places=1
    )
    assert gaps(feedback) == [Gap.VAGUE_COMMENT, Gap.VAGUE_NEXT_STEP]


@pytest.mark.parametrize(
    ("text", "vague"),
    [
        ("Needs more work. Be more specific. See the rubric.", True),
        ("Well done on the plan", True),
        ("Good work: both follow-up questions answer what S2 said.", False),
        ("La pausa tras la pregunta dura un segundo.", False),
    ],
)
def test_a_text_is_vague_if_little_is_left_without_stock_phrases(text: str, vague: bool) -> None:
    """At least six words of her own; the check asks nothing else and works in any language."""
    assert is_vague(text) is vague

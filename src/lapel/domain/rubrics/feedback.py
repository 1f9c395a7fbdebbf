"""What an assessor's feedback must hold before it can be locked (R11)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from lapel.domain.rubrics.levels import Level

FEWEST_WORDS = 6
FEWEST_WORDS_OF_A_STEP = 4

# Sentences that could stand under any work. What is left of a comment without them must still
# say something.
STOCK_PHRASES = (
    "add more detail",
    "be more specific",
    "could be better",
    "good job",
    "good work",
    "great job",
    "great work",
    "keep it up",
    "keep going",
    "more detail needed",
    "more evidence needed",
    "needs improvement",
    "needs more work",
    "needs work",
    "nice work",
    "not good enough",
    "see rubric",
    "see the rubric",
    "try again",
    "try harder",
    "well done",
    "work harder",
)
_STOCK = re.compile("|".join(rf"\b{re.escape(phrase)}\b" for phrase in STOCK_PHRASES))


class Gap(StrEnum):
    """What is missing from the feedback on one criterion."""

    LEVEL = "level"
    REASON = "reason"
    COMMENT = "comment"
    VAGUE_COMMENT = "vague_comment"
    PLACE = "place"
    NEXT_STEP = "next_step"
    VAGUE_NEXT_STEP = "vague_next_step"


@dataclass(frozen=True)
class Feedback:
    """What an assessor wrote on one criterion; `places` counts her quotes and time codes."""

    level: Level | None = None
    reason: str = ""
    comment: str = ""
    next_step: str = ""
    places: int = 0


def is_vague(text: str, *, fewest: int = FEWEST_WORDS) -> bool:
    """Tell whether a text, its stock phrases taken away, has fewer than so many words."""
    own = _STOCK.sub(" ", text.lower())
    return len(re.findall(r"\w[\w'’-]*", own)) < fewest  # noqa: RUF001 (an apostrophe as typed)


def gaps(feedback: Feedback) -> list[Gap]:
    """List what is missing: nothing more for a yes; for the lower levels what R11 asks."""
    if feedback.level is None:
        return [Gap.LEVEL]
    if feedback.level is Level.CANNOT_JUDGE:
        missing = [] if feedback.reason else [Gap.REASON]
        return [*missing, *_comment_gaps(feedback)]
    if feedback.level is Level.YES:
        return []
    missing = [] if feedback.places else [Gap.PLACE]
    return [*_comment_gaps(feedback), *missing, *_step_gaps(feedback)]


def _comment_gaps(feedback: Feedback) -> list[Gap]:
    if not feedback.comment.strip():
        return [Gap.COMMENT]
    return [Gap.VAGUE_COMMENT] if is_vague(feedback.comment) else []


def _step_gaps(feedback: Feedback) -> list[Gap]:
    if not feedback.next_step.strip():
        return [Gap.NEXT_STEP]
    vague = is_vague(feedback.next_step, fewest=FEWEST_WORDS_OF_A_STEP)
    return [Gap.VAGUE_NEXT_STEP] if vague else []

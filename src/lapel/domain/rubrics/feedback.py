"""What an assessor's feedback must hold before it can be locked (R11)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from lapel.domain.rubrics.feedback_words import (
    filler,
    is_known,
    number_words,
    stem,
    stems_of,
    words_of,
)
from lapel.domain.rubrics.levels import Level

FEWEST_WORDS = 6
FEWEST_WORDS_OF_A_STEP = 4
# What a text has to say of its own: words that are neither filler nor the rubric's, and twice for
# each number, quotation or time code. Chosen on the first half of the labelled list.
LEAST_SAID = 2
LEAST_SAID_OF_A_STEP = 2
# Fewer words than this beside the rubric's own are its echo.
LEAST_BESIDE_RUBRIC = 2
MOST_SENTENCES_OF_A_STEP = 3

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
    ECHO = "echo"
    SEVERAL_STEPS = "several_steps"


@dataclass(frozen=True)
class Feedback:
    """What an assessor wrote on one criterion; `places` counts her quotes and time codes.

    `rubric` is the criterion's title and descriptors, `language` the code of what she writes in.
    """

    level: Level | None = None
    reason: str = ""
    comment: str = ""
    next_step: str = ""
    places: int = 0
    rubric: str = ""
    language: str = "en"


_QUOTED = re.compile(r"[“«„\"][^”»“\"]{2,}[”»“\"]")
_LISTED = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s", re.MULTILINE)
_SENTENCE_ENDS = re.compile(r"[.!?](?:\s|$)")


def checks_words(language: str) -> bool:
    """Tell whether words are judged in a language; elsewhere only length, echo, place and step."""
    return is_known(language)


def is_vague(
    text: str,
    *,
    fewest: int = FEWEST_WORDS,
    least: int = LEAST_SAID,
    rubric: str = "",
    language: str = "en",
) -> bool:
    """Tell whether a text could stand under any work.

    Its stock phrases taken away it has fewer than so many words, or, in a language whose filler
    is known, it says less than `least` of its own.
    """
    own = _STOCK.sub(" ", text.lower())
    if len(words_of(own)) < fewest:
        return True
    return is_known(language) and said(own, rubric=rubric, language=language) < least


def said(text: str, *, rubric: str = "", language: str = "en") -> int:
    """Count what a text says of its own: words neither filler nor the rubric's, signs twice."""
    numbers = number_words(language)
    signs = [word for word in words_of(text) if word in numbers or any(map(str.isdigit, word))]
    quoted = _QUOTED.findall(text)
    own = {
        stem(word)
        for word in words_of(_QUOTED.sub(" ", text))
        if word not in signs and len(word) > 1
    }
    return len(own - filler(language) - stems_of(rubric)) + 2 * (len(set(signs)) + len(quoted))


def is_echo(text: str, *, rubric: str) -> bool:
    """Tell whether a text only says the rubric's words over again; in any language."""
    if not rubric or any(map(str.isdigit, text)) or _QUOTED.search(text):
        return False
    return len(stems_of(text) - stems_of(rubric)) < LEAST_BESIDE_RUBRIC


def gaps(feedback: Feedback) -> list[Gap]:
    """List what is missing: nothing more for a yes; for the lower levels what R11 asks."""
    if feedback.level is None:
        return [Gap.LEVEL]
    if feedback.level is Level.CANNOT_JUDGE:
        missing = [] if feedback.reason else [Gap.REASON]
        return [*missing, *_plain_comment_gaps(feedback)]
    if feedback.level is Level.YES:
        return []
    missing = [] if feedback.places else [Gap.PLACE]
    return [*_comment_gaps(feedback), *missing, *_step_gaps(feedback)]


def _plain_comment_gaps(feedback: Feedback) -> list[Gap]:
    """Ask only for words where nothing was judged: a lead reads them, not the teacher alone."""
    if not feedback.comment.strip():
        return [Gap.COMMENT]
    return [Gap.VAGUE_COMMENT] if is_vague(feedback.comment, least=0) else []


def _comment_gaps(feedback: Feedback) -> list[Gap]:
    comment = feedback.comment
    if not comment.strip():
        return [Gap.COMMENT]
    if is_echo(comment, rubric=feedback.rubric):
        return [Gap.ECHO]
    vague = is_vague(comment, rubric=feedback.rubric, language=feedback.language)
    return [Gap.VAGUE_COMMENT] if vague else []


def _step_gaps(feedback: Feedback) -> list[Gap]:
    step = feedback.next_step
    if not step.strip():
        return [Gap.NEXT_STEP]
    if is_vague(
        step,
        fewest=FEWEST_WORDS_OF_A_STEP,
        least=LEAST_SAID_OF_A_STEP,
        language=feedback.language,
    ):
        return [Gap.VAGUE_NEXT_STEP]
    listed = len(_LISTED.findall(step)) > 1
    many = len(_SENTENCE_ENDS.findall(step)) > MOST_SENTENCES_OF_A_STEP
    return [Gap.SEVERAL_STEPS] if listed or many else []

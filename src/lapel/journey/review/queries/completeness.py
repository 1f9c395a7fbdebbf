"""What is missing before an assessment can be locked (R11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from lapel.domain.rubrics.feedback import Feedback, Gap, checks_words, gaps
from lapel.domain.rubrics.levels import Level
from lapel.journey.catalogue.queries import criteria
from lapel.journey.review.queries.sheet import criteria_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from lapel.journey.review.models import Assessment, Score

SENTENCES = {
    Gap.LEVEL: _("has no level yet."),
    Gap.REASON: _("needs the reason why you cannot judge it."),
    Gap.COMMENT: _("needs a comment."),
    Gap.VAGUE_COMMENT: _(
        "has a comment that could stand under any work; say what you saw: how many, which one, "
        "who, or the words themselves."
    ),
    Gap.ECHO: _(
        "has a comment that only says the rubric again, which the letter does anyway; say what "
        "you saw instead."
    ),
    Gap.PLACE: _("needs a place in the evidence: a quote or a time code."),
    Gap.NEXT_STEP: _("needs one next step."),
    Gap.VAGUE_NEXT_STEP: _(
        "has a next step that could stand under any work; say what to write, count, record or "
        "send, and which one."
    ),
    Gap.SEVERAL_STEPS: _("has several next steps; keep the one that helps most."),
}


@dataclass(frozen=True)
class Missing:
    """What one criterion still lacks, in a plain sentence without its subject."""

    criterion: str
    title: str
    gap: Gap

    @property
    def sentence(self) -> str | _StrPromise:
        """Say what is missing."""
        return SENTENCES[self.gap]


# The same where it is shown beside the field it is about, as she writes.
ADVICE = {
    Gap.REASON: _("Choose why you cannot judge it."),
    Gap.COMMENT: _("Say what you saw."),
    Gap.VAGUE_COMMENT: _(
        "What you saw could stand under any work. Say how many, which one, who, or quote the words."
    ),
    Gap.ECHO: _("This says the rubric again, which the letter does anyway. Say what you saw."),
    Gap.PLACE: _("Add a place: select words and press q, or play and press t."),
    Gap.NEXT_STEP: _("Name one next step."),
    Gap.VAGUE_NEXT_STEP: _(
        "The next step could stand under any work. Say what to write, count, record or send."
    ),
    Gap.SEVERAL_STEPS: _("These are several steps. Keep the one that helps most."),
}
UNKNOWN_LANGUAGE = _(
    "In this language only length, place and step are checked; whether it is specific is for you "
    "to judge."
)


def advice_on(assessment: Assessment, score: Score | None) -> list[str | _StrPromise]:
    """Say what a criterion's feedback lacks while she writes it; nothing before a level is chosen.

    Where the words of a language cannot be judged, that is said too.
    """
    if score is None or not score.level:
        return []
    version = assessment.case.version
    rubric = {each["key"]: each for each in criteria(version)}
    found = gaps(_feedback(score, rubric[score.criterion], version.language))
    said: list[str | _StrPromise] = [ADVICE[gap] for gap in found]
    below = Level(score.level).is_below
    return said if checks_words(version.language) or not below else [*said, UNKNOWN_LANGUAGE]


def gaps_of(assessment: Assessment) -> list[Missing]:
    """List all that is missing, in the rubric's order."""
    scores = {score.criterion: score for score in assessment.scores.all()}
    wanted = criteria_of(assessment)
    version = assessment.case.version
    return [
        Missing(each["key"], each["title"], gap)
        for each in criteria(version)
        if each["key"] in wanted
        for gap in gaps(_feedback(scores.get(each["key"]), each, version.language))
    ]


def _feedback(score: Score | None, criterion: dict[str, Any], language: str) -> Feedback:
    if score is None:
        return Feedback()
    return Feedback(
        level=Level(score.level) if score.level else None,
        reason=score.reason,
        comment=score.comment,
        next_step=score.next_step,
        places=len(score.anchors),
        rubric=" ".join([criterion["title"], *criterion["levels"].values()]),
        language=language,
    )

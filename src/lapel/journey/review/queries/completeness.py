"""What is missing before an assessment can be locked (R11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lapel.domain.rubrics.feedback import Feedback, Gap, gaps
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
    Gap.VAGUE_COMMENT: _("has a comment that could stand under any work; say what you saw."),
    Gap.PLACE: _("needs a place in the evidence: a quote or a time code."),
    Gap.NEXT_STEP: _("needs one next step."),
    Gap.VAGUE_NEXT_STEP: _("has a next step that could stand under any work; say what to do."),
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


def gaps_of(assessment: Assessment) -> list[Missing]:
    """List all that is missing, in the rubric's order."""
    scores = {score.criterion: score for score in assessment.scores.all()}
    wanted = criteria_of(assessment)
    return [
        Missing(each["key"], each["title"], gap)
        for each in criteria(assessment.case.version)
        if each["key"] in wanted
        for gap in gaps(_feedback(scores.get(each["key"])))
    ]


def _feedback(score: Score | None) -> Feedback:
    if score is None:
        return Feedback()
    return Feedback(
        level=Level(score.level) if score.level else None,
        reason=score.reason,
        comment=score.comment,
        next_step=score.next_step,
        places=len(score.anchors),
    )

"""What assessors said, as it is read today: without students whose families took consent back.

Scores, letters and decisions stay as they were frozen; only what is shown changes (ADR 29).
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from lapel.journey.evidence.queries import left_out, words_gone_from

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from lapel.journey.review.models import Case, Score, ScoreSetAside

    Gone = re.Pattern[str] | None


def gone_from(case: Case) -> Gone:
    """Give what is to be left out of all that is said of a case."""
    return words_gone_from(case.work)


def shown_anchor(anchor: dict[str, Any], gone: Gone) -> dict[str, Any]:
    """Give a place as it is shown; its quote is the piece's words, which are covered alike."""
    if gone is None or "quote" not in anchor:
        return anchor
    return {**anchor, "quote": left_out(anchor["quote"], gone)}


def shown_score(score: Score, gone: Gone) -> Score:
    """Give a score as it is shown: a copy, not to be saved."""
    if gone is None:
        return score
    shown = copy(score)
    shown.comment = left_out(score.comment, gone)
    shown.next_step = left_out(score.next_step, gone)
    shown.anchors = [shown_anchor(each, gone) for each in score.anchors]
    return shown


def shown_set_aside(waiting: Iterable[ScoreSetAside], gone: Gone) -> list[ScoreSetAside]:
    """Give scores that wait for a choice as they are shown: copies, not to be saved."""
    found = []
    for each in waiting:
        shown = copy(each)
        shown.body = {
            **each.body,
            "comment": left_out(each.body.get("comment", ""), gone),
            "next_step": left_out(each.body.get("next_step", ""), gone),
        }
        found.append(shown)
    return found


def shown_part(part: dict[str, Any], gone: Gone) -> dict[str, Any]:
    """Give one criterion of a letter as it is shown."""
    comments = [
        {
            **each,
            "comment": left_out(each["comment"], gone),
            "next_step": left_out(each["next_step"], gone),
            "anchors": [shown_anchor(anchor, gone) for anchor in each["anchors"]],
        }
        for each in part["comments"]
    ]
    return {**part, "comments": comments}


def texts_said_of(case: Case) -> list[str]:
    """List all that was said of a case: comments, next steps, quotes, notes and letters."""
    said: list[str] = []
    for assessment in case.assessments.prefetch_related("scores"):
        said.append(assessment.note)
        for score in assessment.scores.all():
            said += [score.comment, score.next_step, *_quotes(score.anchors)]
    for decision in case.decisions.select_related("letter").filter(letter__isnull=False):
        said.append(decision.letter.note)
        for part in decision.letter.parts:
            for each in part["comments"]:
                said += [each["comment"], each["next_step"], *_quotes(each["anchors"])]
    return said


def _quotes(anchors: list[dict[str, Any]]) -> list[str]:
    return [each.get("quote", "") for each in anchors]

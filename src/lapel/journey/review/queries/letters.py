"""The letter, laid out for its reader (R11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lapel.domain.rubrics.levels import Level, Outcome
from lapel.domain.rubrics.resolution import How
from lapel.journey.evidence.queries import left_out, words_gone_from
from lapel.journey.review.models import LEVELS, OUTCOMES, Letter
from lapel.journey.review.queries.covered import shown_part
from lapel.journey.review.queries.sheet import pieces_of, place_words

if TYPE_CHECKING:
    import re

    from django.utils.functional import _StrPromise

    from lapel.journey.evidence.models import Draft, Submission


@dataclass(frozen=True)
class Verdict:
    """A decision in two words, for a list."""

    outcome: str

    @property
    def is_earned(self) -> bool:
        """Tell whether all is done."""
        return self.outcome == Outcome.EARNED

    @property
    def outcome_words(self) -> str | _StrPromise:
        """Call the outcome by its name."""
        return OUTCOMES[Outcome(self.outcome)]


@dataclass(frozen=True)
class Reading:
    """A letter as a teacher reads it: the outcome, a note, and each criterion with its words."""

    letter: Letter
    verdict: Verdict
    parts: list[dict[str, Any]]
    gone: re.Pattern[str] | None = None

    @property
    def note(self) -> str:
        """Give the adjudicator's words, without students who are not spoken of any more."""
        return left_out(self.letter.note, self.gone)

    @property
    def met(self) -> int:
        """Count the criteria that were shown."""
        return sum(part["met"] for part in self.parts)

    @property
    def still_open(self) -> list[dict[str, Any]]:
        """Give what is left to show; optional criteria come along, they block nothing.

        What an award of an earlier version carries was not asked for (R20).
        """
        return [part for part in self.parts if not part["met"] and part.get("how") != How.CARRIED]


def letter_of(submission: Submission) -> Reading | None:
    """Give a submission's letter, once it is decided: that of the decision that stands."""
    found = Letter.objects.filter(decision__stands_in__submission=submission)
    letter = found.select_related("decision__case__version").first()
    return reading_of(letter, submission) if letter else None


def latest_letter(draft: Draft) -> Reading | None:
    """Give the letter on a draft's last decided attempt."""
    found = Letter.objects.filter(decision__stands_in__submission__draft=draft)
    found = found.select_related("decision__case__version", "decision__case__submission")
    letter = found.order_by("-decision__case__submission__number").first()
    return reading_of(letter, letter.decision.case.submission) if letter else None


def reading_of(letter: Letter, submission: Submission) -> Reading:
    """Lay a letter out for its reader."""
    pieces = pieces_of(submission, letter.decision.case.version)
    gone = words_gone_from(submission)
    return Reading(
        letter=letter,
        verdict=Verdict(letter.decision.outcome),
        parts=[_part(shown_part(part, gone), pieces) for part in letter.parts],
        gone=gone,
    )


def _part(part: dict[str, Any], pieces: list[Any]) -> dict[str, Any]:
    """Give one criterion its words; a place that both assessors name is shown once."""
    said, shown = [], []
    for each in part["comments"]:
        places = [place_words(anchor, pieces) for anchor in each["anchors"]]
        fresh = [place for place in places if place not in shown]
        shown += fresh
        said.append({**each, "places": fresh})
    before = part.get("before", "")
    return {
        **part,
        "said": said,
        "level_words": LEVELS[Level(part["level"])],
        "before_words": LEVELS[Level(before)] if before else "",
        "changed": bool(before) and before != part["level"],
    }

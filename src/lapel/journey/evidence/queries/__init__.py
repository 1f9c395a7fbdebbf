"""Reads: drafts, the pre-check, and frozen attempts."""

from lapel.journey.evidence.queries.asked import parts_asked, questions_asked, slots_asked
from lapel.journey.evidence.queries.comparing import Stretch, compared
from lapel.journey.evidence.queries.drafts import (
    attempt_of,
    attempts_that_count,
    draft_of,
    every_place,
    last_attempt,
    last_decided,
    live_artefacts,
    meetings_asked_of,
    meetings_held,
    meetings_logged_by,
    mentors_for,
    open_places,
    open_set_asides,
    still_open,
)
from lapel.journey.evidence.queries.freezing import to_freeze, to_score
from lapel.journey.evidence.queries.frozen import Frozen, FrozenAnswer, FrozenArtefact, frozen
from lapel.journey.evidence.queries.precheck import (
    Finding,
    findings,
    needs_meeting,
    word_count,
)
from lapel.journey.evidence.queries.sheet import Card, Conflict, card_of, conflicts_of, draft_sheet
from lapel.journey.evidence.queries.shelf import Standing, enrolments_without_draft, standings

__all__ = [
    "Card",
    "Conflict",
    "Finding",
    "Frozen",
    "FrozenAnswer",
    "FrozenArtefact",
    "Standing",
    "Stretch",
    "attempt_of",
    "attempts_that_count",
    "card_of",
    "compared",
    "conflicts_of",
    "draft_of",
    "draft_sheet",
    "enrolments_without_draft",
    "every_place",
    "findings",
    "frozen",
    "last_attempt",
    "last_decided",
    "live_artefacts",
    "meetings_asked_of",
    "meetings_held",
    "meetings_logged_by",
    "mentors_for",
    "needs_meeting",
    "open_places",
    "open_set_asides",
    "parts_asked",
    "questions_asked",
    "slots_asked",
    "standings",
    "still_open",
    "to_freeze",
    "to_score",
    "word_count",
]

"""Reads: the desk, a case's evidence and scores, decisions, the tracker, the lead's overview."""

from lapel.journey.review.queries.appointments import (
    candidates,
    has_room_today,
    open_appointments,
)
from lapel.journey.review.queries.attempts import Attempt, Comparison, attempts_of, comparison
from lapel.journey.review.queries.decisions import (
    decision,
    former_assessors,
    judgements_of,
    latest_decision,
    resolution_of,
)
from lapel.journey.review.queries.desk import (
    finished_assessments,
    free_adjudications,
    free_seats,
    kept_assessments,
    open_assessment,
)
from lapel.journey.review.queries.history import history_of
from lapel.journey.review.queries.leading import (
    cases_led_by,
    led_microcredentials,
    unjudged_scores,
)
from lapel.journey.review.queries.sheet import (
    Piece,
    Sheet,
    criteria_of,
    pieces_of,
    rationales,
    sheet_of,
)
from lapel.journey.review.queries.tracking import Track, track_of

__all__ = [
    "Attempt",
    "Comparison",
    "Piece",
    "Sheet",
    "Track",
    "attempts_of",
    "candidates",
    "cases_led_by",
    "comparison",
    "criteria_of",
    "decision",
    "finished_assessments",
    "former_assessors",
    "free_adjudications",
    "free_seats",
    "has_room_today",
    "history_of",
    "judgements_of",
    "kept_assessments",
    "latest_decision",
    "led_microcredentials",
    "open_appointments",
    "open_assessment",
    "pieces_of",
    "rationales",
    "resolution_of",
    "sheet_of",
    "track_of",
    "unjudged_scores",
]

"""Reads: the desk, a case's evidence and scores, decisions, the tracker, the lead's overview."""

from lapel.journey.review.queries.appointments import (
    candidates,
    has_room_today,
    open_appointments,
)
from lapel.journey.review.queries.attempts import (
    Attempt,
    Comparison,
    attempts_of,
    comparison,
)
from lapel.journey.review.queries.completeness import (
    Missing,
    gaps_of,
)
from lapel.journey.review.queries.decisions import (
    decision,
    former_assessors,
    judgements_of,
    resolution_of,
)
from lapel.journey.review.queries.desk import (
    finished_assessments,
    free_adjudications,
    free_seats,
    is_open,
    kept_assessments,
    open_assessment,
    waits_for_conclusion,
)
from lapel.journey.review.queries.history import (
    history_of,
    timeline,
)
from lapel.journey.review.queries.leading import (
    cases_led_by,
    led_microcredentials,
    unjudged_rows,
    unjudged_scores,
)
from lapel.journey.review.queries.letters import (
    Reading,
    Verdict,
    latest_letter,
    letter_of,
)
from lapel.journey.review.queries.sheet import (
    Piece,
    Sheet,
    criteria_of,
    pieces_of,
    rationales,
    row_of,
    sheet_of,
)
from lapel.journey.review.queries.standings import Standing, latest_standings, standing_of
from lapel.journey.review.queries.tracking import Track, to_mend, track_of

__all__ = [
    "Attempt",
    "Comparison",
    "Missing",
    "Piece",
    "Reading",
    "Sheet",
    "Standing",
    "Track",
    "Verdict",
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
    "gaps_of",
    "has_room_today",
    "history_of",
    "is_open",
    "judgements_of",
    "kept_assessments",
    "latest_letter",
    "latest_standings",
    "led_microcredentials",
    "letter_of",
    "open_appointments",
    "open_assessment",
    "pieces_of",
    "rationales",
    "resolution_of",
    "row_of",
    "sheet_of",
    "standing_of",
    "timeline",
    "to_mend",
    "track_of",
    "unjudged_rows",
    "unjudged_scores",
    "waits_for_conclusion",
]

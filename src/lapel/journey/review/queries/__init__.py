"""Reads: the desk, a case's evidence and scores, decisions, the tracker, the lead's overview."""

from lapel.journey.review.queries.appeals import (
    AppealReading,
    Appeals,
    appeal_of,
    appealable,
    appeals_among,
    appeals_of,
    has_open_appeal,
    last_day_to_appeal,
)
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
    advice_on,
    gaps_of,
)
from lapel.journey.review.queries.control import Line, dividing_lines, queue_ages
from lapel.journey.review.queries.decisions import (
    decision,
    findings_of,
    former_assessors,
    judgements_of,
    resolution_of,
)
from lapel.journey.review.queries.desk import (
    finished_assessments,
    free_adjudications,
    is_open,
    kept_assessments,
    open_assessment,
    waits_for_conclusion,
)
from lapel.journey.review.queries.desk_clock import desk_clock, desk_clocks, late_cases
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
from lapel.journey.review.queries.looks import may_score_again
from lapel.journey.review.queries.offers import free_seats, free_seats_at
from lapel.journey.review.queries.own_work import letters_helped, weekly_load
from lapel.journey.review.queries.ratings import (
    adjudications_of,
    double_scored_of,
    ratings_of,
)
from lapel.journey.review.queries.reliability import reliability_of
from lapel.journey.review.queries.routing import (
    insisted_on,
    is_watched,
    route_of,
    routing_of,
    routing_said,
    routings_of,
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
from lapel.journey.review.queries.team import better_for_teammates
from lapel.journey.review.queries.tracking import Track, to_mend, track_of

__all__ = [
    "AppealReading",
    "Appeals",
    "Attempt",
    "Comparison",
    "Line",
    "Missing",
    "Piece",
    "Reading",
    "Sheet",
    "Standing",
    "Track",
    "Verdict",
    "adjudications_of",
    "advice_on",
    "appeal_of",
    "appealable",
    "appeals_among",
    "appeals_of",
    "attempts_of",
    "better_for_teammates",
    "candidates",
    "cases_led_by",
    "comparison",
    "criteria_of",
    "decision",
    "desk_clock",
    "desk_clocks",
    "dividing_lines",
    "double_scored_of",
    "findings_of",
    "finished_assessments",
    "former_assessors",
    "free_adjudications",
    "free_seats",
    "free_seats_at",
    "gaps_of",
    "has_open_appeal",
    "has_room_today",
    "history_of",
    "insisted_on",
    "is_open",
    "is_watched",
    "judgements_of",
    "kept_assessments",
    "last_day_to_appeal",
    "late_cases",
    "latest_letter",
    "latest_standings",
    "led_microcredentials",
    "letter_of",
    "letters_helped",
    "may_score_again",
    "open_appointments",
    "open_assessment",
    "pieces_of",
    "queue_ages",
    "ratings_of",
    "rationales",
    "reliability_of",
    "resolution_of",
    "route_of",
    "routing_of",
    "routing_said",
    "routings_of",
    "row_of",
    "sheet_of",
    "standing_of",
    "timeline",
    "to_mend",
    "track_of",
    "unjudged_rows",
    "unjudged_scores",
    "waits_for_conclusion",
    "weekly_load",
]

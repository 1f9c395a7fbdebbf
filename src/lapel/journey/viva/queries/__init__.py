"""Reads: talks as their teacher, their examiner and leads see them; questions in words."""

from lapel.journey.viva.queries.asking import (
    Reading,
    now_open,
    questions_of,
    seconds_of,
    standing_questions,
)
from lapel.journey.viva.queries.evidence import asked_of, places_of
from lapel.journey.viva.queries.talks import (
    examiners_of,
    free_vivas,
    led_vivas,
    own_viva,
    past_vivas,
    taken_vivas,
    viva_heard_by,
    viva_led_by,
    viva_on,
)

__all__ = [
    "Reading",
    "asked_of",
    "examiners_of",
    "free_vivas",
    "led_vivas",
    "now_open",
    "own_viva",
    "past_vivas",
    "places_of",
    "questions_of",
    "seconds_of",
    "standing_questions",
    "taken_vivas",
    "viva_heard_by",
    "viva_led_by",
    "viva_on",
]

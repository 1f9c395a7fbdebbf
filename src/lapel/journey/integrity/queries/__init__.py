"""Reads: matches and inquiries for leads, a teacher's own, and who has looked."""

from lapel.journey.integrity.queries.alike import Alike, found_alike
from lapel.journey.integrity.queries.comparing import Pair, pairs_of
from lapel.journey.integrity.queries.inquiries import (
    Step,
    grown_of,
    inquiries_led_by,
    inquiry_led_by,
    inquiry_of,
    inquiry_on,
    marked_own,
    others_who_may_find,
    steps_of,
)
from lapel.journey.integrity.queries.matches import (
    match_led_by,
    open_matches_led_by,
    who_looked_at,
)
from lapel.journey.integrity.queries.own_words import known_to_all

__all__ = [
    "Alike",
    "Pair",
    "Step",
    "found_alike",
    "grown_of",
    "inquiries_led_by",
    "inquiry_led_by",
    "inquiry_of",
    "inquiry_on",
    "known_to_all",
    "marked_own",
    "match_led_by",
    "open_matches_led_by",
    "others_who_may_find",
    "pairs_of",
    "steps_of",
    "who_looked_at",
]

"""Reads: drafts, the pre-check, and frozen attempts."""

from lapel.journey.evidence.queries.drafts import (
    attempts_that_count,
    draft_of,
    every_place,
    last_attempt,
    last_decided,
    live_artefacts,
    meetings_asked_of,
    meetings_held,
    mentors_for,
    open_places,
    open_set_asides,
    still_open,
)
from lapel.journey.evidence.queries.frozen import Frozen, FrozenAnswer, FrozenArtefact, frozen
from lapel.journey.evidence.queries.precheck import Finding, findings, word_count

__all__ = [
    "Finding",
    "Frozen",
    "FrozenAnswer",
    "FrozenArtefact",
    "attempts_that_count",
    "draft_of",
    "every_place",
    "findings",
    "frozen",
    "last_attempt",
    "last_decided",
    "live_artefacts",
    "meetings_asked_of",
    "meetings_held",
    "mentors_for",
    "open_places",
    "open_set_asides",
    "still_open",
    "word_count",
]

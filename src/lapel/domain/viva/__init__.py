"""A short talk about one's own evidence: where its questions point, and which are drawn."""

from lapel.domain.viva.places import Kind, Place, places_in, sentences
from lapel.domain.viva.questions import NUMBER, PATTERNS, Asked, Pattern, draw_questions, one_more

__all__ = [
    "NUMBER",
    "PATTERNS",
    "Asked",
    "Kind",
    "Pattern",
    "Place",
    "draw_questions",
    "one_more",
    "places_in",
    "sentences",
]

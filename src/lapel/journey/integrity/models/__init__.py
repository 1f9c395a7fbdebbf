"""Fingerprints of evidence, what is alike, and inquiries."""

from lapel.journey.integrity.models.inquiries import Finding, Inquiry
from lapel.journey.integrity.models.matches import Apart, Glance, Match, MatchedPiece
from lapel.journey.integrity.models.prints import (
    Passage,
    Piece,
    SoundBand,
    TextBand,
    View,
    ViewBand,
)

__all__ = [
    "Apart",
    "Finding",
    "Glance",
    "Inquiry",
    "Match",
    "MatchedPiece",
    "Passage",
    "Piece",
    "SoundBand",
    "TextBand",
    "View",
    "ViewBand",
]

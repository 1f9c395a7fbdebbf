"""Reads: what stands in the way of a file, what was found in it and in texts."""

from lapel.journey.redaction.queries.matters import Matter, edition_of, matters_of
from lapel.journey.redaction.queries.missing import MissingConsent, missing_consents
from lapel.journey.redaction.queries.places import (
    box_of,
    engine,
    looking_with,
    pupils_of,
    spoken_words,
    text_of,
    track_of,
)
from lapel.journey.redaction.queries.sheet import FileSheet, Found, Spot, check_of, file_sheet
from lapel.journey.redaction.queries.texts import TextFind, digest_of, text_finds

__all__ = [
    "FileSheet",
    "Found",
    "Matter",
    "MissingConsent",
    "Spot",
    "TextFind",
    "box_of",
    "check_of",
    "digest_of",
    "edition_of",
    "engine",
    "file_sheet",
    "looking_with",
    "matters_of",
    "missing_consents",
    "pupils_of",
    "spoken_words",
    "text_finds",
    "text_of",
    "track_of",
]

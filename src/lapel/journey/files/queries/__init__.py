"""Reads: files, what is shown of them, and the short-lived links to it."""

from lapel.journey.files.queries.keeping import (
    derivative_key,
    durable_offset,
    file_of,
    given_up,
    original_key,
    staging_key,
    stalled,
    storage,
    words_of,
)
from lapel.journey.files.queries.links import LINK_AGE, Linked, link, linked, name_of
from lapel.journey.files.queries.marks import (
    PICTURES,
    case_code,
    file_code,
    mark_for,
    marked,
    viewer_code,
)
from lapel.journey.files.queries.serving import served, served_bytes
from lapel.journey.files.queries.showing import Shown, shown, words_shown

__all__ = [
    "LINK_AGE",
    "PICTURES",
    "Linked",
    "Shown",
    "case_code",
    "derivative_key",
    "durable_offset",
    "file_code",
    "file_of",
    "given_up",
    "link",
    "linked",
    "mark_for",
    "marked",
    "name_of",
    "original_key",
    "served",
    "served_bytes",
    "shown",
    "staging_key",
    "stalled",
    "storage",
    "viewer_code",
    "words_of",
    "words_shown",
]

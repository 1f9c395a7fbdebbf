"""The micro-credential's document: reading, checking, linting, hashing and comparing it."""

from lapel.domain.microcredential.canonical import content_hash, rubric_hash
from lapel.domain.microcredential.changes import Change, changes
from lapel.domain.microcredential.checking import (
    InvalidDocumentError,
    check,
    check_framework,
    check_note,
    check_stack,
    parsed,
)
from lapel.domain.microcredential.document import Document
from lapel.domain.microcredential.linting import lint
from lapel.domain.microcredential.markdown import html_of
from lapel.domain.microcredential.places import nearest, places_in
from lapel.domain.microcredential.problems import Place, Problem, gettext_noop
from lapel.domain.microcredential.reading import UnreadableError, read
from lapel.domain.microcredential.searching import WEIGHTS, fold, marked, search_text

__all__ = [
    "WEIGHTS",
    "Change",
    "Document",
    "InvalidDocumentError",
    "Place",
    "Problem",
    "UnreadableError",
    "changes",
    "check",
    "check_framework",
    "check_note",
    "check_stack",
    "content_hash",
    "fold",
    "gettext_noop",
    "html_of",
    "lint",
    "marked",
    "nearest",
    "parsed",
    "places_in",
    "read",
    "rubric_hash",
    "search_text",
]

"""The micro-credential's document: reading, checking, linting, hashing and comparing it."""

from lapel.domain.microcredential.canonical import content_hash, rubric_hash
from lapel.domain.microcredential.changes import Change, changes
from lapel.domain.microcredential.checking import (
    InvalidDocumentError,
    check,
    check_framework,
    check_stack,
    parsed,
)
from lapel.domain.microcredential.document import Document
from lapel.domain.microcredential.linting import lint
from lapel.domain.microcredential.markdown import html_of
from lapel.domain.microcredential.problems import Problem
from lapel.domain.microcredential.reading import UnreadableError, read
from lapel.domain.microcredential.searching import WEIGHTS, fold, marked, search_text

__all__ = [
    "WEIGHTS",
    "Change",
    "Document",
    "InvalidDocumentError",
    "Problem",
    "UnreadableError",
    "changes",
    "check",
    "check_framework",
    "check_stack",
    "content_hash",
    "fold",
    "html_of",
    "lint",
    "marked",
    "parsed",
    "read",
    "rubric_hash",
    "search_text",
]

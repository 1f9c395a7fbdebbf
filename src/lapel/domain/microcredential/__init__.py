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
from lapel.domain.microcredential.delta import (
    CriterionDelta,
    Plan,
    check_reworded,
    delta,
    plan,
)
from lapel.domain.microcredential.document import Document
from lapel.domain.microcredential.items import Item, ItemsDocument, check_items, parsed_items
from lapel.domain.microcredential.items_linting import Alike, alike, lint_items
from lapel.domain.microcredential.linting import lint, readability, readability_said
from lapel.domain.microcredential.markdown import html_of
from lapel.domain.microcredential.places import nearest, places_in
from lapel.domain.microcredential.problems import Place, Problem, gettext_noop
from lapel.domain.microcredential.reading import UnreadableError, read
from lapel.domain.microcredential.searching import WEIGHTS, fold, marked, search_text
from lapel.domain.microcredential.stretches import below_heading, headings_in, stretches_of
from lapel.domain.microcredential.training import (
    FEWEST_ANCHORS,
    FEWEST_PRACTICE,
    Sample,
    TrainingDocument,
    check_training,
    parsed_training,
)

__all__ = [
    "FEWEST_ANCHORS",
    "FEWEST_PRACTICE",
    "WEIGHTS",
    "Alike",
    "Change",
    "CriterionDelta",
    "Document",
    "InvalidDocumentError",
    "Item",
    "ItemsDocument",
    "Place",
    "Plan",
    "Problem",
    "Sample",
    "TrainingDocument",
    "UnreadableError",
    "alike",
    "below_heading",
    "changes",
    "check",
    "check_framework",
    "check_items",
    "check_note",
    "check_reworded",
    "check_stack",
    "check_training",
    "content_hash",
    "delta",
    "fold",
    "gettext_noop",
    "headings_in",
    "html_of",
    "lint",
    "lint_items",
    "marked",
    "nearest",
    "parsed",
    "parsed_items",
    "parsed_training",
    "places_in",
    "plan",
    "read",
    "readability",
    "readability_said",
    "rubric_hash",
    "search_text",
    "stretches_of",
]

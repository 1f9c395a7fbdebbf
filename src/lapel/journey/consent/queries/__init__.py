"""Reads: what is attested, the ledger of consent, names under seal, the words of the forms."""

from lapel.journey.consent.queries.attestations import STATEMENTS, attestation_on
from lapel.journey.consent.queries.ledger import (
    Entry,
    allowed_students,
    class_of,
    classes_of,
    entry_of,
    found_in,
    history_of,
    ledger,
    linked,
    open_link,
    scopes_on,
    student_of,
    students_of,
    taken_back,
    today_of,
)
from lapel.journey.consent.queries.names import code_hash, code_of, opened, sealed
from lapel.journey.consent.queries.words import LANGUAGES, Words, words_hash, words_in

__all__ = [
    "LANGUAGES",
    "STATEMENTS",
    "Entry",
    "Words",
    "allowed_students",
    "attestation_on",
    "class_of",
    "classes_of",
    "code_hash",
    "code_of",
    "entry_of",
    "found_in",
    "history_of",
    "ledger",
    "linked",
    "open_link",
    "opened",
    "scopes_on",
    "sealed",
    "student_of",
    "students_of",
    "taken_back",
    "today_of",
    "words_hash",
    "words_in",
]

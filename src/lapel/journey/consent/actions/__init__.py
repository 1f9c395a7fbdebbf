"""Writes: attest; keep classes, students, and what their families answered."""

from lapel.journey.consent.actions.attestations import attest, withdraw
from lapel.journey.consent.actions.classes import (
    Brought,
    add_students,
    change_student,
    close_class,
    forget_ledger,
    let_go,
    open_class,
    remove_student,
)
from lapel.journey.consent.actions.consents import (
    Answer,
    answer_by_family,
    erase_answer,
    last_day,
    make_link,
    record_consent,
    withdraw_by_family,
    withdraw_consent,
)
from lapel.journey.consent.actions.contacts import hand_out_codes, set_contact
from lapel.journey.consent.actions.print_forms import print_forms, qr_svg

__all__ = [
    "Answer",
    "Brought",
    "add_students",
    "answer_by_family",
    "attest",
    "change_student",
    "close_class",
    "erase_answer",
    "forget_ledger",
    "hand_out_codes",
    "last_day",
    "let_go",
    "make_link",
    "open_class",
    "print_forms",
    "qr_svg",
    "record_consent",
    "remove_student",
    "set_contact",
    "withdraw",
    "withdraw_by_family",
    "withdraw_consent",
]

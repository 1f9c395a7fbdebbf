"""Writes: what a teacher does with her evidence, and what review does when an attempt ends."""

from lapel.journey.evidence.actions.artefacts import (
    CAPTIONS_LIMIT,
    add_artefact,
    attach_captions,
    disclose_ai_use,
    prepare_artefact_again,
    remove_artefact,
    remove_captions,
    restore_artefact,
)
from lapel.journey.evidence.actions.attempts import close_submission, withdraw_submission
from lapel.journey.evidence.actions.drafts import attest_draft, begin_draft
from lapel.journey.evidence.actions.meetings import ask_for_meeting, log_meeting
from lapel.journey.evidence.actions.submit import IncompleteError, submit_evidence
from lapel.journey.evidence.actions.texts import StaleError, Writer, save_answer, settle

__all__ = [
    "CAPTIONS_LIMIT",
    "IncompleteError",
    "StaleError",
    "Writer",
    "add_artefact",
    "ask_for_meeting",
    "attach_captions",
    "attest_draft",
    "begin_draft",
    "close_submission",
    "disclose_ai_use",
    "log_meeting",
    "prepare_artefact_again",
    "remove_artefact",
    "remove_captions",
    "restore_artefact",
    "save_answer",
    "settle",
    "submit_evidence",
    "withdraw_submission",
]

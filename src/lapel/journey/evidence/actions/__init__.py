"""Writes: what a teacher does with her evidence, and what review does when an attempt ends."""

from lapel.journey.evidence.actions.artefacts import (
    add_artefact,
    attach_captions,
    describe_artefact,
    remove_artefact,
    restore_artefact,
)
from lapel.journey.evidence.actions.attempts import close_submission, withdraw_submission
from lapel.journey.evidence.actions.drafts import (
    StaleError,
    attest_draft,
    begin_draft,
    save_answer,
    settle,
)
from lapel.journey.evidence.actions.meetings import ask_for_meeting, log_meeting
from lapel.journey.evidence.actions.submit import IncompleteError, submit_evidence

__all__ = [
    "IncompleteError",
    "StaleError",
    "add_artefact",
    "ask_for_meeting",
    "attach_captions",
    "attest_draft",
    "begin_draft",
    "close_submission",
    "describe_artefact",
    "log_meeting",
    "remove_artefact",
    "restore_artefact",
    "save_answer",
    "settle",
    "submit_evidence",
    "withdraw_submission",
]

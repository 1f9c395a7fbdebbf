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
from lapel.journey.evidence.actions.attempts import (
    amend_outcome,
    close_submission,
    take_up_again,
    withdraw_submission,
)
from lapel.journey.evidence.actions.drafts import attest_draft, begin_draft
from lapel.journey.evidence.actions.meetings import ask_for_meeting, log_meeting
from lapel.journey.evidence.actions.privacy import let_words_stay, replace_words
from lapel.journey.evidence.actions.readers import end_reading, let_in, write_as_reader
from lapel.journey.evidence.actions.refreshes import Ground, begin_refresh, halt_refreshes
from lapel.journey.evidence.actions.submit import IncompleteError, submit_evidence
from lapel.journey.evidence.actions.team import (
    accept_share,
    ask_colleague,
    decline_share,
    end_share,
)
from lapel.journey.evidence.actions.texts import StaleError, Writer, save_answer, settle

__all__ = [
    "CAPTIONS_LIMIT",
    "Ground",
    "IncompleteError",
    "StaleError",
    "Writer",
    "accept_share",
    "add_artefact",
    "amend_outcome",
    "ask_colleague",
    "ask_for_meeting",
    "attach_captions",
    "attest_draft",
    "begin_draft",
    "begin_refresh",
    "close_submission",
    "decline_share",
    "disclose_ai_use",
    "end_reading",
    "end_share",
    "halt_refreshes",
    "let_in",
    "let_words_stay",
    "log_meeting",
    "prepare_artefact_again",
    "remove_artefact",
    "remove_captions",
    "replace_words",
    "restore_artefact",
    "save_answer",
    "settle",
    "submit_evidence",
    "take_up_again",
    "withdraw_submission",
    "write_as_reader",
]

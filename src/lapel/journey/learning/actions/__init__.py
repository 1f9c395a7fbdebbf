"""Writes of learning: one verb per file."""

from lapel.journey.learning.actions.answer_check import answer_check
from lapel.journey.learning.actions.enrol import enrol, enrol_beside, leave
from lapel.journey.learning.actions.finish_module import (
    finish_module,
    reopen_module,
    save_position,
)
from lapel.journey.learning.actions.keep_media import keep_media
from lapel.journey.learning.actions.refusal import Refusal

__all__ = [
    "Refusal",
    "answer_check",
    "enrol",
    "enrol_beside",
    "finish_module",
    "keep_media",
    "leave",
    "reopen_module",
    "save_position",
]

"""Writes of learning: one verb per file."""

from lapel.journey.learning.actions.answer_check import answer_check
from lapel.journey.learning.actions.enrol import enrol, enrol_beside, leave
from lapel.journey.learning.actions.finish_module import (
    finish_module,
    reopen_module,
    save_position,
)
from lapel.journey.learning.actions.keep_daily import Kept, keep_daily
from lapel.journey.learning.actions.keep_media import keep_media
from lapel.journey.learning.actions.refusal import Refusal
from lapel.journey.learning.actions.remind import remind
from lapel.journey.learning.actions.set_rhythm import (
    come_back,
    remind_by_push,
    set_rhythm,
    take_off,
)

__all__ = [
    "Kept",
    "Refusal",
    "answer_check",
    "come_back",
    "enrol",
    "enrol_beside",
    "finish_module",
    "keep_daily",
    "keep_media",
    "leave",
    "remind",
    "remind_by_push",
    "reopen_module",
    "save_position",
    "set_rhythm",
    "take_off",
]

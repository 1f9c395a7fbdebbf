"""Writes: look, settle, cover."""

from lapel.journey.redaction.actions.again import (
    forget_finds,
    look_again,
    look_myself,
    pair_captions,
)
from lapel.journey.redaction.actions.cover import cover
from lapel.journey.redaction.actions.draw import draw_box, mute, reshape
from lapel.journey.redaction.actions.look import look
from lapel.journey.redaction.actions.quarantine import quarantine, say_who_is_shown
from lapel.journey.redaction.actions.settle import accept, accept_all, dismiss, let_pass, reopen

__all__ = [
    "accept",
    "accept_all",
    "cover",
    "dismiss",
    "draw_box",
    "forget_finds",
    "let_pass",
    "look",
    "look_again",
    "look_myself",
    "mute",
    "pair_captions",
    "quarantine",
    "reopen",
    "reshape",
    "say_who_is_shown",
]

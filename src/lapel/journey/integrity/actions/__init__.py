"""Writes: fingerprints and what they meet, by jobs; everything that follows, by people."""

from lapel.journey.integrity.actions.ask_after_viva import ask_after_viva
from lapel.journey.integrity.actions.close_inquiry import close_inquiry
from lapel.journey.integrity.actions.dismiss_match import dismiss_match
from lapel.journey.integrity.actions.forget_prints import forget_prints
from lapel.journey.integrity.actions.look_at import look_at
from lapel.journey.integrity.actions.open_inquiry import open_inquiry
from lapel.journey.integrity.actions.refusal import Refusal
from lapel.journey.integrity.actions.reply_to_inquiry import reply_to_inquiry
from lapel.journey.integrity.actions.stand_apart import come_back, stand_apart
from lapel.journey.integrity.actions.take_in import take_in

__all__ = [
    "Refusal",
    "ask_after_viva",
    "close_inquiry",
    "come_back",
    "dismiss_match",
    "forget_prints",
    "look_at",
    "open_inquiry",
    "reply_to_inquiry",
    "stand_apart",
    "take_in",
]

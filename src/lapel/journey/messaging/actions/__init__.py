"""Writes of messaging."""

from lapel.journey.messaging.actions.forget_letters import forget_letters
from lapel.journey.messaging.actions.hand_over import hand_over_letters
from lapel.journey.messaging.actions.write_letter import write_letter

__all__ = ["forget_letters", "hand_over_letters", "write_letter"]

"""Writes of currency: one verb per file."""

from lapel.journey.currency.actions.load_recognitions import load_recognitions
from lapel.journey.currency.actions.record_recognition import record_recognition
from lapel.journey.currency.actions.refusal import Refusal
from lapel.journey.currency.actions.tell_plans import tell_plans
from lapel.journey.currency.actions.withdraw_recognition import withdraw_recognition

__all__ = [
    "Refusal",
    "load_recognitions",
    "record_recognition",
    "tell_plans",
    "withdraw_recognition",
]

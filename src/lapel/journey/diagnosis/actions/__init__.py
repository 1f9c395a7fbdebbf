"""Writes: the bank, a diagnosis turn by turn, and what came to be known later."""

from lapel.journey.diagnosis.actions.refusal import Refusal
from lapel.journey.diagnosis.actions.renew_parameters import renew_parameters, take_in_parameters
from lapel.journey.diagnosis.actions.take_in_items import Taken, take_in_items

__all__ = ["Refusal", "Taken", "renew_parameters", "take_in_items", "take_in_parameters"]

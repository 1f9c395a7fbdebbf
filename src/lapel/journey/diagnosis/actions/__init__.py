"""Writes: the bank, a diagnosis turn by turn, and what came to be known later."""

from lapel.journey.diagnosis.actions.aims import end_aim, set_aim
from lapel.journey.diagnosis.actions.answer import StaleError, answer_question, end_diagnosis
from lapel.journey.diagnosis.actions.begin_diagnosis import begin_diagnosis
from lapel.journey.diagnosis.actions.calibrate import calibrate, order_calibration
from lapel.journey.diagnosis.actions.growth import end_growth_reading, let_see_growth
from lapel.journey.diagnosis.actions.note_later import (
    forget_diagnoses,
    note_end,
    note_learning,
    note_results,
    take_back_results,
)
from lapel.journey.diagnosis.actions.rate import rate_oneself
from lapel.journey.diagnosis.actions.refusal import Refusal
from lapel.journey.diagnosis.actions.renew_parameters import renew_parameters, take_in_parameters
from lapel.journey.diagnosis.actions.take_in_items import Taken, take_in_items

__all__ = [
    "Refusal",
    "StaleError",
    "Taken",
    "answer_question",
    "begin_diagnosis",
    "calibrate",
    "end_aim",
    "end_diagnosis",
    "end_growth_reading",
    "forget_diagnoses",
    "let_see_growth",
    "note_end",
    "note_learning",
    "note_results",
    "order_calibration",
    "rate_oneself",
    "renew_parameters",
    "set_aim",
    "take_back_results",
    "take_in_items",
    "take_in_parameters",
]

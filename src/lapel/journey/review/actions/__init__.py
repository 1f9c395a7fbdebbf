"""Writes: open a case, take a seat, score, lock, resolve, decide; and what a lead does."""

from lapel.journey.review.actions.appoint_assessor import appoint_assessor, end_appointment
from lapel.journey.review.actions.breach_clock import breach_clock
from lapel.journey.review.actions.conclude_adjudication import conclude_adjudication
from lapel.journey.review.actions.expire_lease import expire_lease
from lapel.journey.review.actions.leave_seat import hand_back, recuse
from lapel.journey.review.actions.lock_assessment import lock_assessment
from lapel.journey.review.actions.open_case import open_case
from lapel.journey.review.actions.refusal import Refusal
from lapel.journey.review.actions.save_score import Saved, save_score, settle_set_aside
from lapel.journey.review.actions.settle_hold import Remedy, settle_hold
from lapel.journey.review.actions.take_next import take_adjudication, take_kept, take_next
from lapel.journey.review.actions.withdraw_case import withdraw_case

__all__ = [
    "Refusal",
    "Remedy",
    "Saved",
    "appoint_assessor",
    "breach_clock",
    "conclude_adjudication",
    "end_appointment",
    "expire_lease",
    "hand_back",
    "lock_assessment",
    "open_case",
    "recuse",
    "save_score",
    "settle_hold",
    "settle_set_aside",
    "take_adjudication",
    "take_kept",
    "take_next",
    "withdraw_case",
]

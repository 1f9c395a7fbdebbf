"""Writes: open a case, take a seat, score, lock, resolve, decide; and what a lead does."""

from lapel.journey.review.actions.appeal_decision import appeal_decision, take_back_appeal
from lapel.journey.review.actions.appoint_assessor import appoint_assessor, end_appointment
from lapel.journey.review.actions.breach_clock import breach_clock
from lapel.journey.review.actions.conclude_adjudication import conclude_adjudication
from lapel.journey.review.actions.expire_lease import expire_lease
from lapel.journey.review.actions.free_paused import free_paused
from lapel.journey.review.actions.free_tied import free_tied
from lapel.journey.review.actions.hold_for_integrity import (
    hold_for_integrity,
    release_integrity_hold,
)
from lapel.journey.review.actions.hold_for_viva import (
    ask_for_viva,
    keep_hearing,
    make_acquainted,
    release_viva_hold,
    wish_for_viva,
)
from lapel.journey.review.actions.leave_seat import hand_back, recuse
from lapel.journey.review.actions.lock_assessment import lock_assessment
from lapel.journey.review.actions.look_behind import look_behind
from lapel.journey.review.actions.measure_reliability import measure_reliability
from lapel.journey.review.actions.norm_case import read_norming, write_norming
from lapel.journey.review.actions.note_left_out import note_left_out
from lapel.journey.review.actions.open_case import open_case
from lapel.journey.review.actions.pass_on import pass_on_to_teammate
from lapel.journey.review.actions.rate_letter import rate_letter
from lapel.journey.review.actions.refusal import Refusal
from lapel.journey.review.actions.resolve_look import settle_look
from lapel.journey.review.actions.save_score import Saved, save_score, settle_set_aside
from lapel.journey.review.actions.score_again import score_again
from lapel.journey.review.actions.score_twice import end_score_twice, score_twice
from lapel.journey.review.actions.settle_hold import Remedy, settle_hold
from lapel.journey.review.actions.take_from_team import spread_decision
from lapel.journey.review.actions.take_next import take_adjudication, take_kept, take_next
from lapel.journey.review.actions.tell_watch import tell_of_anchor, tell_of_decision
from lapel.journey.review.actions.withdraw_case import withdraw_case

__all__ = [
    "Refusal",
    "Remedy",
    "Saved",
    "appeal_decision",
    "appoint_assessor",
    "ask_for_viva",
    "breach_clock",
    "conclude_adjudication",
    "end_appointment",
    "end_score_twice",
    "expire_lease",
    "free_paused",
    "free_tied",
    "hand_back",
    "hold_for_integrity",
    "keep_hearing",
    "lock_assessment",
    "look_behind",
    "make_acquainted",
    "measure_reliability",
    "note_left_out",
    "open_case",
    "pass_on_to_teammate",
    "rate_letter",
    "read_norming",
    "recuse",
    "release_integrity_hold",
    "release_viva_hold",
    "save_score",
    "score_again",
    "score_twice",
    "settle_hold",
    "settle_look",
    "settle_set_aside",
    "spread_decision",
    "take_adjudication",
    "take_back_appeal",
    "take_kept",
    "take_next",
    "tell_of_anchor",
    "tell_of_decision",
    "wish_for_viva",
    "withdraw_case",
    "write_norming",
]

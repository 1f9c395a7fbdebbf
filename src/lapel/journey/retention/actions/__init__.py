"""Writes: look at a clock, set times, put a day off, hold, forget."""

from lapel.journey.retention.actions.forget_answer import (
    forget_answer,
    forget_decline,
    keep_answer,
)
from lapel.journey.retention.actions.forget_left import forget_left, keep_left
from lapel.journey.retention.actions.forget_talk import forget_recording, forget_talk
from lapel.journey.retention.actions.hold import lift_hold, place_hold
from lapel.journey.retention.actions.let_student_go import let_student_go
from lapel.journey.retention.actions.look_at_clock import begin_clock, look_at_clock, ring_under
from lapel.journey.retention.actions.put_off import put_off
from lapel.journey.retention.actions.refusal import Refusal
from lapel.journey.retention.actions.set_times import LEAST, MOST, set_times

__all__ = [
    "LEAST",
    "MOST",
    "Refusal",
    "begin_clock",
    "forget_answer",
    "forget_decline",
    "forget_left",
    "forget_recording",
    "forget_talk",
    "keep_answer",
    "keep_left",
    "let_student_go",
    "lift_hold",
    "look_at_clock",
    "place_hold",
    "put_off",
    "ring_under",
    "set_times",
]

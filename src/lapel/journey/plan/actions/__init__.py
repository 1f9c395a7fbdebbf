"""Writes: make a plan, change it, undo, take what is proposed, note what she holds."""

from lapel.journey.plan.actions.change import change, move, plan_again, undo
from lapel.journey.plan.actions.forget import drop_plan, forget_plan
from lapel.journey.plan.actions.note_counts import note_counted, note_uncounted
from lapel.journey.plan.actions.note_known import (
    Held,
    note_begun,
    note_found,
    note_held,
    note_left,
    note_lost,
    note_over,
)
from lapel.journey.plan.actions.propose import settle_proposal, work_out
from lapel.journey.plan.actions.refusal import Refusal
from lapel.journey.plan.actions.set_goals import Renewing, set_goals

__all__ = [
    "Held",
    "Refusal",
    "Renewing",
    "change",
    "drop_plan",
    "forget_plan",
    "move",
    "note_begun",
    "note_counted",
    "note_found",
    "note_held",
    "note_left",
    "note_lost",
    "note_over",
    "note_uncounted",
    "plan_again",
    "set_goals",
    "settle_proposal",
    "undo",
    "work_out",
]

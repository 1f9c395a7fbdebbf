"""Writes: make a plan, change it, undo, take what is proposed, note what she holds."""

from lapel.journey.plan.actions.change import change, move, plan_again, undo
from lapel.journey.plan.actions.forget import drop_plan, forget_plan
from lapel.journey.plan.actions.note_known import (
    Held,
    note_begun,
    note_held,
    note_left,
    note_lost,
)
from lapel.journey.plan.actions.propose import settle_proposal, work_out
from lapel.journey.plan.actions.refusal import Refusal
from lapel.journey.plan.actions.set_goals import set_goals

__all__ = [
    "Held",
    "Refusal",
    "change",
    "drop_plan",
    "forget_plan",
    "move",
    "note_begun",
    "note_held",
    "note_left",
    "note_lost",
    "plan_again",
    "set_goals",
    "settle_proposal",
    "undo",
    "work_out",
]

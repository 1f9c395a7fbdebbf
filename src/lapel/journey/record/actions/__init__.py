"""Writes: announce facts, deliver them, note what happened, answer once."""

from lapel.journey.record.actions.anchor_heads import anchor_heads, ask_for_anchor
from lapel.journey.record.actions.announce import announce
from lapel.journey.record.actions.begin_instance import begin_instance
from lapel.journey.record.actions.claim import ATTEMPTS, LEASE, claim, release_leases_of, renew
from lapel.journey.record.actions.clock_at import clock_at
from lapel.journey.record.actions.deliver import (
    deliver,
    deliver_all,
    deliver_event,
    fail,
    offer_again,
)
from lapel.journey.record.actions.erase import erase_words, forget_errors
from lapel.journey.record.actions.note import note, note_all
from lapel.journey.record.actions.once import once
from lapel.journey.record.actions.take_pulse import forget_pulse, take_pulse

__all__ = [
    "ATTEMPTS",
    "LEASE",
    "anchor_heads",
    "announce",
    "ask_for_anchor",
    "begin_instance",
    "claim",
    "clock_at",
    "deliver",
    "deliver_all",
    "deliver_event",
    "erase_words",
    "fail",
    "forget_errors",
    "forget_pulse",
    "note",
    "note_all",
    "offer_again",
    "once",
    "release_leases_of",
    "renew",
    "take_pulse",
]

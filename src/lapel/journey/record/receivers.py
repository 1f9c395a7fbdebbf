"""Jobs of the record itself."""

from __future__ import annotations

from lapel.journey.record.actions import anchor_heads, ask_for_anchor
from lapel.journey.record.events import HeadsMoved, PulseTaken, receives


@receives(HeadsMoved)
def anchor(_event: HeadsMoved) -> None:
    """Anchor the heads of all chains in sequence, until nothing new is found."""
    if anchor_heads() is not None:
        # who wrote beside us saw a job waiting and asked for none, and may commit after us
        ask_for_anchor()


@receives(PulseTaken)
def answer_lightly(_event: PulseTaken) -> None:
    """Answer by being delivered."""


@receives(PulseTaken, heavy=True)
def answer_heavily(_event: PulseTaken) -> None:
    """Answer by being delivered in a child."""

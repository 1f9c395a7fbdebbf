"""Jobs of the record itself."""

from __future__ import annotations

from lapel.journey.record.actions import anchor_heads
from lapel.journey.record.events import HeadsMoved, PulseTaken, receives


@receives(HeadsMoved)
def anchor(_event: HeadsMoved) -> None:
    """Anchor the heads of all chains in sequence."""
    anchor_heads()


@receives(PulseTaken)
def answer_lightly(_event: PulseTaken) -> None:
    """Answer by being delivered."""


@receives(PulseTaken, heavy=True)
def answer_heavily(_event: PulseTaken) -> None:
    """Answer by being delivered in a child."""

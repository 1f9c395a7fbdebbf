"""Facts that messaging announces."""

from __future__ import annotations

from dataclasses import dataclass

from lapel.journey.record.events import Event


@dataclass(frozen=True, kw_only=True)
class LettersWait(Event):
    """Letters are written and wait for the post."""

"""Facts that insight announces to itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 (pydantic reads the annotation at run time)

from lapel.journey.record.events import Event


@dataclass(frozen=True, kw_only=True)
class WavesDue(Event):
    """It is the day on which those who wait are counted."""

    day: date

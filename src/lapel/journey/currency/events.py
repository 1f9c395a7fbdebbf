"""Facts that currency announces."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID  # noqa: TC003 (pydantic reads the annotation at run time)

from lapel.journey.record.events import Event


@dataclass(frozen=True, kw_only=True)
class RecognitionChanged(Event):
    """What a micro-credential counts for was recorded, or withdrawn."""

    recognition_id: UUID

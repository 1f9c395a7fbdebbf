"""Facts that authoring announces."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID  # noqa: TC003 (pydantic reads the annotation at run time)

from lapel.journey.record.events import Event


@dataclass(frozen=True, kw_only=True)
class LevelsPublished(Event):
    """What the levels of a competency ask for is said anew; `before_id` said it until now."""

    version_id: UUID
    before_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class LevelStays(Event):
    """Somebody keeps a level by a version that was replaced; which one and whose, the row says."""

    kept_id: UUID

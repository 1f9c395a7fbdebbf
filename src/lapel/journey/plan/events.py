"""Facts that plan announces."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID  # noqa: TC003 (pydantic reads the annotation at run time)

from lapel.journey.record.events import Event


@dataclass(frozen=True, kw_only=True)
class BetterPlanWanted(Event):
    """A plan was made at once, or what it rests on has changed; the best is to be worked out."""

    plan_id: UUID
    revision: int
    because: str


@dataclass(frozen=True, kw_only=True)
class HoldingEnds(Event):
    """An award that somebody holds ends; it is announced for that moment."""

    award_id: UUID

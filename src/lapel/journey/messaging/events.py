"""Facts that messaging announces."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID  # noqa: TC003 (pydantic reads the annotation at run time)

from lapel.journey.record.events import Event


@dataclass(frozen=True, kw_only=True)
class LettersWait(Event):
    """Letters are written and wait for the post."""


@dataclass(frozen=True, kw_only=True)
class WebhooksWait(Event):
    """Messages to programs are written and wait to be sent."""


@dataclass(frozen=True, kw_only=True)
class LettersOwed(Event):
    """The holders of a chunk of awards are to be told, from this one on."""

    batch_id: UUID
    chunk: int
    start: int

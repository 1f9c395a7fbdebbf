"""Facts that messaging announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 (pydantic reads the annotation at run time)
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


@dataclass(frozen=True, kw_only=True)
class EndNears(Event):
    """An award ends then; announced for some days before."""

    award_id: UUID
    valid_until: datetime


@dataclass(frozen=True, kw_only=True)
class EndsNear(Event):
    """The awards of a chunk end then, from this one on; announced for some days before."""

    batch_id: UUID
    chunk: int
    start: int
    valid_until: datetime


@dataclass(frozen=True, kw_only=True)
class NewerVersion(Event):
    """Holders of older versions are to be told of this one, from the award after this one on."""

    version_id: UUID
    after: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class PushDue(Event):
    """A reminder of a day's session (ISO 8601) is to go to a device; how often it was tried."""

    device_id: UUID
    day: str
    attempt: int = 0


@dataclass(frozen=True, kw_only=True)
class PushTried(Event):
    """Somebody wants to see a notification come to her device."""

    device_id: UUID

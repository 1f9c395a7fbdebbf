"""Facts about files."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID  # noqa: TC003 (pydantic reads the annotation at run time)

from lapel.journey.record.events import Event


@dataclass(frozen=True, kw_only=True)
class FileReceived(Event):
    """The last byte of a file is durable; it is to be typed and rebuilt."""

    file_id: UUID


@dataclass(frozen=True, kw_only=True)
class TalkReceived(Event):
    """The last byte of a recording of a talk is durable; it may be the answer to a question."""

    file_id: UUID


@dataclass(frozen=True, kw_only=True)
class FileReady(Event):
    """A file's derivatives can be shown."""

    file_id: UUID


@dataclass(frozen=True, kw_only=True)
class FileErased(Event):
    """What was kept of a file is to go for good: these blobs; of all of it, if `whole`."""

    file_id: UUID
    blobs: list[str]
    whole: bool


@dataclass(frozen=True, kw_only=True)
class FileRefused(Event):
    """A file is not what it should be; its `refusal` says why."""

    file_id: UUID

"""Facts about what was found in files and settled."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID  # noqa: TC003 (pydantic reads the annotation at run time)

from lapel.journey.record.events import Event


@dataclass(frozen=True, kw_only=True)
class LookAsked(Event):
    """Somebody wants a file to be looked at anew, as her class list has changed."""

    file_id: UUID


@dataclass(frozen=True, kw_only=True)
class FileSettled(Event):
    """Everything found in a file is settled, at this revision; what is to go can be covered."""

    file_id: UUID
    revision: int


@dataclass(frozen=True, kw_only=True)
class ShownTakenAway(Event):
    """A consent was withdrawn; these files of the teacher are shown no more, or were replaced."""

    person_id: UUID
    consent_id: UUID
    file_ids: list[UUID]

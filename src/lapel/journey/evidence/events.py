"""Facts that evidence announces."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID  # noqa: TC003 (pydantic reads the annotation at run time)

from lapel.journey.record.events import Event


@dataclass(frozen=True, kw_only=True)
class SubmissionQueued(Event):
    """An attempt was frozen and waits for its assessors."""

    submission_id: UUID


@dataclass(frozen=True, kw_only=True)
class SubmissionWithdrawn(Event):
    """A teacher took an attempt back before it was decided."""

    submission_id: UUID


@dataclass(frozen=True, kw_only=True)
class MentorMeetingAsked(Event):
    """A teacher asks a mentor for the meeting that opens her next attempt."""

    meeting_id: UUID

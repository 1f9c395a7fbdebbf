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


@dataclass(frozen=True, kw_only=True)
class DraftOpened(Event):
    """A teacher lets a mentor read a draft of hers (R22)."""

    reader_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReaderWrote(Event):
    """A mentor wrote to a teacher about the draft she may read."""

    note_id: UUID


@dataclass(frozen=True, kw_only=True)
class ShareAsked(Event):
    """A teacher asks a colleague to hand in a piece of hers as well (R24)."""

    share_id: UUID


@dataclass(frozen=True, kw_only=True)
class CaptionsLeft(Event):
    """Captions were replaced or taken away: nothing in the draft shows them any more."""

    draft_id: UUID
    file_id: UUID


@dataclass(frozen=True, kw_only=True)
class ShareAccepted(Event):
    """A colleague is of the team of a piece from now on, and assesses none of them (R4)."""

    share_id: UUID

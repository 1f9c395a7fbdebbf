"""Facts about how long things are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 (pydantic reads the annotation at run time)
from uuid import UUID  # noqa: TC003 (pydantic reads the annotation at run time)

from lapel.journey.record.events import Event


@dataclass(frozen=True, kw_only=True)
class ClockRings(Event):
    """It is time to look at what is kept of a draft; void where the clock was set anew since."""

    draft_id: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class DeletionAhead(Event):
    """Something of a teacher's is to be deleted on a day; she is to be told."""

    notice_id: UUID


@dataclass(frozen=True, kw_only=True)
class TimesSet(Event):
    """An organisation set how long things are kept; clocks under it are to be set anew."""

    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class HoldChanged(Event):
    """A teacher's evidence is kept for a reason of law, or no longer."""

    hold_id: UUID


@dataclass(frozen=True, kw_only=True)
class AnswerKept(Event):
    """A family's answer that holds no longer is kept until now, and not after."""

    consent_id: UUID


@dataclass(frozen=True, kw_only=True)
class TalkKept(Event):
    """It is time to look whether a law holds what was recorded for a talk still."""

    viva_id: UUID


@dataclass(frozen=True, kw_only=True)
class StudentKept(Event):
    """It is time to look whether evidence rests on a removed student's answers still."""

    student_id: UUID


@dataclass(frozen=True, kw_only=True)
class LeftFileKept(Event):
    """Captions that a teacher replaced or took away are kept until now, and not after."""

    draft_id: UUID
    file_id: UUID

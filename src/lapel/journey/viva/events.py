"""Facts that viva announces; none says what was said in a talk."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID  # noqa: TC003 (pydantic reads the annotation at run time)

from lapel.journey.record.events import Event


@dataclass(frozen=True, kw_only=True)
class VivaOpened(Event):
    """A talk is due: its questions are drawn."""

    viva_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReminderDue(Event):
    """A teacher is to be reminded, if it still waits for her; announced for later."""

    viva_id: UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class TermEnds(Event):
    """A teacher's time is over, unless it was given anew; announced for later."""

    viva_id: UUID


@dataclass(frozen=True, kw_only=True)
class HearingDue(Event):
    """An examiner should have acted by now; announced for later."""

    viva_id: UUID


@dataclass(frozen=True, kw_only=True)
class MediaEnds(Event):
    """What was recorded is to be erased, unless a law holds it; announced for later."""

    viva_id: UUID


@dataclass(frozen=True, kw_only=True)
class RecordingReplaced(Event):
    """A teacher recorded an answer anew; the one before is of no use to anybody."""

    file_id: UUID


@dataclass(frozen=True, kw_only=True)
class TeacherWanted(Event):
    """It is the teacher's turn.

    Why: `reminder`, `extended`, `more_time`, `agreed`, `missed`, `granted` or `declined`.
    """

    viva_id: UUID
    why: str
    number: int = 0


@dataclass(frozen=True, kw_only=True)
class ExaminerWanted(Event):
    """It is an examiner's turn; why: `handed_in`, `times` or `writing`."""

    viva_id: UUID
    why: str


@dataclass(frozen=True, kw_only=True)
class LeadWanted(Event):
    """A lead is to decide; why: `unattended`, `unheard` or `nobody`."""

    viva_id: UUID
    why: str


@dataclass(frozen=True, kw_only=True)
class VivaEnded(Event):
    """A talk is over: `consistent`, `questions`, `waived` or `stopped`."""

    viva_id: UUID
    ending: str

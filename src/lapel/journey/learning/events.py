"""Facts that learning announces."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID  # noqa: TC003 (pydantic reads the annotation at run time)

from lapel.journey.record.events import Event


@dataclass(frozen=True, kw_only=True)
class Enrolled(Event):
    """A teacher began a micro-credential, or came back to it."""

    enrolment_id: UUID


@dataclass(frozen=True, kw_only=True)
class EnrolmentLeft(Event):
    """A teacher left a micro-credential for now; what she has done is kept."""

    enrolment_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReminderDue(Event):
    """The hour at which a teacher asked to be reminded has come; `chain` is the row it belongs to.

    Whether she is reminded is looked at then.
    """

    person_id: UUID
    chain: UUID


@dataclass(frozen=True, kw_only=True)
class SessionWaits(Event):
    """A session waits for a teacher who asked to be reminded, on a day (ISO 8601) of hers."""

    person_id: UUID
    day: str

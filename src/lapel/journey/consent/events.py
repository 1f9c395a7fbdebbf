"""Facts about students' consent; none names a student or a guardian."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID  # noqa: TC003 (pydantic reads the annotation at run time)

from lapel.journey.record.events import Event


@dataclass(frozen=True, kw_only=True)
class ConsentAnswered(Event):
    """A family answered on a form of its own, on screen."""

    consent_id: UUID


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(Event):
    """A student's consent no longer holds for these scopes; what shows her or him must go."""

    student_id: UUID
    consent_id: UUID
    scopes: list[str]
    by_family: bool


@dataclass(frozen=True, kw_only=True)
class StudentRemoved(Event):
    """A student is in no class any more; what is kept of her or him goes with the evidence."""

    student_id: UUID


@dataclass(frozen=True, kw_only=True)
class ConsentExpired(Event):
    """A consent has reached its last day, unless it was replaced meanwhile; announced for then."""

    student_id: UUID
    consent_id: UUID


@dataclass(frozen=True, kw_only=True)
class DeclineExpired(Event):
    """A family's no has reached its last day, unless it was replaced meanwhile; announced for then.

    Nobody is asked to be told: nothing was shown by it. Who signed it is of no use any more.
    """

    consent_id: UUID

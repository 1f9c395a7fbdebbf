"""Facts that qualification announces; none of them says how anybody scored."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID  # noqa: TC003 (pydantic reads the annotation at run time)

from lapel.journey.record.events import Event


@dataclass(frozen=True, kw_only=True)
class Qualified(Event):
    """A person may assess a version's rubric from now on: by a try passed, or as a founder."""

    qualification_id: UUID


@dataclass(frozen=True, kw_only=True)
class QualificationNotReached(Event):
    """A try on the anchors did not reach the bars."""

    trial_id: UUID


@dataclass(frozen=True, kw_only=True)
class QualificationWithdrawn(Event):
    """A lead withdrew a qualification before its day; its badge is an officer's to take back."""

    qualification_id: UUID


@dataclass(frozen=True, kw_only=True)
class QualificationEnds(Event):
    """A qualification ends in so many days (30, or 0 when it does).

    Announced when it begins, delivered when it is due; one that ended before says nothing any more.
    """

    qualification_id: UUID
    days: int


@dataclass(frozen=True, kw_only=True)
class KeyAgreed(Event):
    """A criterion of an anchor has a key that counts from now on."""

    portfolio_id: UUID


@dataclass(frozen=True, kw_only=True)
class DriftWarned(Event):
    """An assessor's scores move away from others'; she alone is told (R17)."""

    warning_id: UUID


@dataclass(frozen=True, kw_only=True)
class PauseRaised(Event):
    """An assessor gets no new work until a lead has looked (R17)."""

    pause_id: UUID


@dataclass(frozen=True, kw_only=True)
class PauseEnds(Event):
    """A lead's business day is over; announced when a pause begins, delivered when it is due."""

    pause_id: UUID


@dataclass(frozen=True, kw_only=True)
class PauseOverdue(Event):
    """No lead confirmed or lifted a pause in time."""

    pause_id: UUID


@dataclass(frozen=True, kw_only=True)
class PauseContested(Event):
    """An assessor said something against her pause."""

    pause_id: UUID


@dataclass(frozen=True, kw_only=True)
class AssessorPaused(Event):
    """A lead confirmed a pause: what she decided alone of late is to be scored again (R17)."""

    pause_id: UUID
    person_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class PauseLifted(Event):
    """An assessor gets work again: by a lead, or because the ground of her pause is gone."""

    pause_id: UUID

"""Facts that review announces; none of them says who scored or who is scored."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID  # noqa: TC003 (pydantic reads the annotation at run time)

from lapel.journey.record.events import Event


@dataclass(frozen=True, kw_only=True)
class SeatOffered(Event):
    """Work waits for an assessor (`scoring`) or for a lead assessor (`adjudication`)."""

    case_id: UUID
    microcredential_id: UUID
    work: str


@dataclass(frozen=True, kw_only=True)
class LeaseEnds(Event):
    """An assessor's eight hours are over; announced when they begin, delivered when they end."""

    assessment_id: UUID


@dataclass(frozen=True, kw_only=True)
class LeaseExpired(Event):
    """An assessor did not finish in time; her seat is free again, her scores stay hers."""

    assessment_id: UUID


@dataclass(frozen=True, kw_only=True)
class ClockEnds(Event):
    """A case reaches its breach (R15); announced when it opens, delivered when it is due."""

    case_id: UUID


@dataclass(frozen=True, kw_only=True)
class ClockBreached(Event):
    """A case was not decided in time by its teacher's calendar; she is told (R15)."""

    case_id: UUID
    submission_id: UUID


@dataclass(frozen=True, kw_only=True)
class DeskClockEnds(Event):
    """Ten business days of those who assess are over; leads are to act where a case waits (R15).

    It is not told of the teacher's clock, which would tell them her time zone and holidays (R5).
    """

    case_id: UUID


@dataclass(frozen=True, kw_only=True)
class AnchorLocked(Event):
    """An assessor locked a hidden anchor (R17)."""

    assessment_id: UUID


@dataclass(frozen=True, kw_only=True)
class CaseHeld(Event):
    """A case waits for a lead, who decides within a business day (R8); why: privacy, judgement."""

    case_id: UUID
    why: str


@dataclass(frozen=True, kw_only=True)
class CaseReturned(Event):
    """A submission went back to pre-check; it is no counted attempt (R6)."""

    case_id: UUID
    submission_id: UUID


@dataclass(frozen=True, kw_only=True)
class LookEnded(Event):
    """A second look at a decided case ended: `same`, `better`, `worse`, `kept` or `given_up`."""

    case_id: UUID
    look_id: UUID
    state: str


@dataclass(frozen=True, kw_only=True)
class Decided(Event):
    """A submission was decided: `earned`, `almost` or `not_yet`."""

    submission_id: UUID
    decision_id: UUID
    outcome: str


@dataclass(frozen=True, kw_only=True)
class AppealOpened(Event):
    """A teacher appealed a decision (R14)."""

    appeal_id: UUID
    case_id: UUID
    submission_id: UUID


@dataclass(frozen=True, kw_only=True)
class AppealDecided(Event):
    """An appeal was decided; `outcome` is that of the decision which now stands (R14)."""

    appeal_id: UUID
    submission_id: UUID
    decision_id: UUID
    outcome: str


@dataclass(frozen=True, kw_only=True)
class VivaAsked(Event):
    """A short talk comes before an award; nothing that was scored changes by it."""

    case_id: UUID
    submission_id: UUID


@dataclass(frozen=True, kw_only=True)
class CaseStopped(Event):
    """An inquiry into integrity stopped a case; its clock stands still."""

    case_id: UUID
    submission_id: UUID


@dataclass(frozen=True, kw_only=True)
class CaseReleased(Event):
    """An inquiry is over: `cleared`, and the case goes on, or `upheld`, and it is closed."""

    case_id: UUID
    submission_id: UUID
    outcome: str

"""Facts that issuing announces."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID  # noqa: TC003 (pydantic reads the annotation at run time)

from lapel.journey.record.events import Event


@dataclass(frozen=True, kw_only=True)
class AwardIssued(Event):
    """An award was signed and stands; for a stack too."""

    award_id: UUID


@dataclass(frozen=True, kw_only=True)
class AwardRevoked(Event):
    """An award was revoked for good."""

    award_id: UUID


@dataclass(frozen=True, kw_only=True)
class AwardSuspended(Event):
    """An award does not count for now."""

    award_id: UUID


@dataclass(frozen=True, kw_only=True)
class AwardReinstated(Event):
    """A suspended award counts again."""

    award_id: UUID


@dataclass(frozen=True, kw_only=True)
class AwardSignedAnew(Event):
    """An award has new documents; `standing_id` names the act they were asked for by, if any.

    Files that were taken before are refused from now on, unless that act leaves them.
    """

    award_id: UUID
    standing_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeWaits(Event):
    """Awards of a change are to be signed anew, but for the first `skipped`.

    All of them were tried `tries` times before.
    """

    change_id: UUID
    skipped: int = 0
    tries: int = 0


@dataclass(frozen=True, kw_only=True)
class StatusListChanged(Event):
    """A list has to be signed: a bit changed, or what was signed will soon be out of date."""

    status_list_id: UUID


@dataclass(frozen=True, kw_only=True)
class KeyOrdered(Event):
    """An officer asked for a new signing key."""

    key_id: UUID


@dataclass(frozen=True, kw_only=True)
class KeyDisowned(Event):
    """A key was stolen: what it signed is to be signed anew, but for the first `skipped`."""

    key_id: UUID
    skipped: int = 0


@dataclass(frozen=True, kw_only=True)
class EntriesWaiting(Event):
    """Something is to be entered in the issuance log."""


@dataclass(frozen=True, kw_only=True)
class CheckpointSigned(Event):
    """The log has a new signed checkpoint, which witnesses are to be asked about."""

    log: int


@dataclass(frozen=True, kw_only=True)
class LogResumed(Event):
    """A log that was held after a restore goes on, or a new one was opened."""

    log: int


@dataclass(frozen=True, kw_only=True)
class BatchConfirmed(Event):
    """A batch is to be issued, or to go on: it was confirmed or resumed, or there is more of it."""

    batch_id: UUID


@dataclass(frozen=True, kw_only=True)
class AwardsIssued(Event):
    """The awards of one chunk of a batch were signed and stand."""

    batch_id: UUID
    chunk: int


@dataclass(frozen=True, kw_only=True)
class BatchKept(Event):
    """A batch holds addresses; it is announced for the day that ends their keeping."""

    batch_id: UUID


@dataclass(frozen=True, kw_only=True)
class EndorsementAsked(Event):
    """Somebody is asked to endorse, or a body from outside waits to be let in for it."""

    endorsement_id: UUID


@dataclass(frozen=True, kw_only=True)
class EndorsementAccepted(Event):
    """Who was asked said yes: it is to be signed."""

    endorsement_id: UUID


@dataclass(frozen=True, kw_only=True)
class EndorsementSigned(Event):
    """An endorsement is signed and in force."""

    endorsement_id: UUID


@dataclass(frozen=True, kw_only=True)
class EndorsementRejected(Event):
    """Who was asked said no."""

    endorsement_id: UUID


@dataclass(frozen=True, kw_only=True)
class EndorsementRevoked(Event):
    """An endorsement was taken back for good."""

    endorsement_id: UUID

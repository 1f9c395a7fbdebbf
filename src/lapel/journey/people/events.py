"""Facts that people announces."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID  # noqa: TC003 (pydantic reads the annotation at run time)

from lapel.journey.record.events import Event


@dataclass(frozen=True, kw_only=True)
class PersonInvited(Event):
    """A person was invited by e-mail to a role."""

    invitation_id: UUID


@dataclass(frozen=True, kw_only=True)
class MembershipBegan(Event):
    """A person holds a role in an organisation from now on."""

    person_id: UUID
    organisation_id: UUID
    role: str


@dataclass(frozen=True, kw_only=True)
class MembershipEnded(Event):
    """A person no longer holds a role in an organisation."""

    person_id: UUID
    organisation_id: UUID
    role: str


@dataclass(frozen=True, kw_only=True)
class PersonLeft(Event):
    """A person closed her account; what else names her is to be erased.

    `invitation_ids` are the invitations to her addresses.
    """

    person_id: UUID
    invitation_ids: list[UUID]


@dataclass(frozen=True, kw_only=True)
class SheetConfirmed(Event):
    """The good lines of a table are to be invited, from this one on."""

    sheet_id: UUID
    start: int


@dataclass(frozen=True, kw_only=True)
class SheetKept(Event):
    """A table of people was uploaded; it is announced for the day that ends its keeping."""

    sheet_id: UUID

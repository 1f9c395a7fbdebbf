"""What goes into a badge, as values: issuer, achievement, award, status places."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Purpose(StrEnum):
    """What a status list says of a credential (Bitstring Status List 1.0, §2.2)."""

    REVOCATION = "revocation"
    SUSPENSION = "suspension"


@dataclass(frozen=True, kw_only=True)
class Profile:
    """An organisation: issuer, author or recogniser (OB 3.0, Profile). `id` is a DID or URL."""

    id: str
    name: str
    url: str = ""
    description: str = ""
    email: str = ""
    image: str = ""


@dataclass(frozen=True, kw_only=True)
class Level:
    """One level of a criterion; `id` is an absolute address, `name` its word, such as “yes”."""

    id: str
    name: str
    level: str
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One line of the rubric, with its levels and the level that is required ("" if none)."""

    id: str
    name: str
    levels: tuple[Level, ...]
    required_level: str = ""


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """What an achievement corresponds to in a framework; CASE items have target type CFItem."""

    target_name: str
    target_url: str
    target_type: str = "CFItem"
    target_framework: str = ""
    target_code: str = ""
    target_description: str = ""


@dataclass(frozen=True, kw_only=True)
class Related:
    """Another edition of an achievement: an earlier version of it (OB 3.0, Related)."""

    id: str
    version: str = ""
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Achievement:
    """A published version of a micro-credential or stack (OB 3.0, Achievement)."""

    id: str
    name: str
    description: str
    criteria_narrative: str
    criteria_url: str = ""
    image: str = ""
    achievement_type: str = "MicroCredential"
    version: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    creator: Profile | None = None
    alignments: tuple[Alignment, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    related: tuple[Related, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The resolved level of one criterion: identifiers of the criterion and of its level."""

    criterion: str
    level: str


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A piece of evidence described without its content: no name, no student data.

    `sha256` is the digest of the file (32 bytes, or b"" where there is no file).
    """

    id: str
    name: str
    genre: str = ""
    media_type: str = ""
    sha256: bytes = b""
    narrative: str = ""


@dataclass(frozen=True, kw_only=True)
class StatusPlace:
    """Where a credential's status stands: the list's address, the purpose and the index."""

    list_url: str
    purpose: Purpose
    index: int


@dataclass(frozen=True, kw_only=True)
class EmailIdentity:
    """A holder's e-mail as a salted hash (OB 3.0, IdentityObject), never the address."""

    salt: str
    digest: str

    @classmethod
    def of(cls, email: str, *, salt: str) -> EmailIdentity:
        """Return the identity of an address, trimmed and in lower case; `salt` is random."""
        text = email.strip().lower() + salt
        return cls(salt=salt, digest=f"sha256${hashlib.sha256(text.encode()).hexdigest()}")


@dataclass(frozen=True, kw_only=True)
class Award:
    """One award: to whom (an opaque id), for what, with which results, evidence and status.

    `id` and `subject_id` are absolute; moments are aware; `status` holds one place at most.
    """

    id: str
    subject_id: str
    issuer: Profile
    achievement: Achievement
    valid_from: datetime
    valid_until: datetime | None = None
    awarded: datetime | None = None
    narrative: str = ""
    identity: EmailIdentity | None = None
    outcomes: tuple[Outcome, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    status: tuple[StatusPlace, ...] = ()

"""What is logged: salted commitments to what happened to a credential, without a name (ADR 7)."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import rfc8785

from lapel.domain.transparency.base64s import decode_hash, encode
from lapel.domain.transparency.checkpoint import parse_size
from lapel.domain.transparency.errors import EntryError, NoteError
from lapel.domain.transparency.merkle import HASH_BYTES, Head

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

SALT_BYTES = 32
MAX_REASON = 500
_ENTRY = "lapel/entry@1"
_EPOCH = "lapel/epoch@1"
_EVENT = "lapel/event@1"


class Kind(StrEnum):
    """What happened to a credential."""

    AWARD = "award"
    REFRESH = "refresh"  # signed anew: same award, new document
    SUSPENSION = "suspension"
    REINSTATEMENT = "reinstatement"
    REVOCATION = "revocation"


SIGNED = frozenset({Kind.AWARD, Kind.REFRESH})
STATUS = (Kind.SUSPENSION, Kind.REINSTATEMENT, Kind.REVOCATION)


@dataclass(frozen=True)
class Event:
    """One thing that happened to the credential with this id.

    `turn` is 0 for the award; refreshes are counted from 1, and changes of status from 1 together.
    `digests` (32 bytes each) are those of the signed documents of an award or a refresh, and of
    nothing else: an award may have several, such as hers and the one that everybody sees.
    Raises EntryError where these do not fit.
    """

    kind: Kind
    credential: str
    turn: int = 0
    digests: frozenset[bytes] = frozenset()

    def __post_init__(self) -> None:
        if self.credential.split() != [self.credential] or min(self.credential) < "!":
            raise EntryError("A credential's id is one word.")
        if bool(self.digests) != (self.kind in SIGNED):
            raise EntryError("Signed documents are logged with their digests, and nothing else is.")
        if any(len(each) != HASH_BYTES for each in self.digests):
            raise EntryError(f"A digest has {HASH_BYTES} bytes.")
        if (self.turn == 0) != (self.kind is Kind.AWARD) or self.turn < 0:
            raise EntryError("An award has turn 0, what comes after it 1 and so on.")

    def text(self) -> str:
        """Return the lines that the commitment is made of."""
        digests = sorted(each.hex() for each in self.digests) or ["-"]
        lines = (_EVENT, self.kind, str(self.turn), self.credential, *digests)
        return "\n".join(lines) + "\n"

    def entry(self, salt: bytes) -> bytes:
        """Return the entry to log: an HMAC-SHA-256 under the credential's salt (32 bytes)."""
        if len(salt) != SALT_BYTES:
            raise EntryError(f"A salt has {SALT_BYTES} bytes.")
        sealed = hmac.digest(salt, self.text().encode(), "sha256")
        return f"{_ENTRY}\n{encode(sealed)}\n".encode()


def opening_of(event: Event, salt: bytes) -> bytes:
    """Return what opens the entry of an event for one who has any one of its documents."""
    return salt + b"".join(sorted(event.digests))


def opened(event: Event, opening: bytes) -> bytes:
    """Return the entry that `opening` makes of an event; raises EntryError when it is malformed.

    `event` holds the digest of the one document at hand; those of the others are in the opening.
    """
    salt, rest = opening[:SALT_BYTES], opening[SALT_BYTES:]
    others = {rest[at : at + HASH_BYTES] for at in range(0, len(rest), HASH_BYTES)}
    return replace(event, digests=event.digests | others).entry(salt)


@dataclass(frozen=True)
class Commitment:
    """An entry as a stranger sees it: 32 bytes that say nothing without the salt."""

    value: bytes


@dataclass(frozen=True)
class Epoch:
    """The first entry of a log that goes on where another had to stop, and why.

    Raises EntryError for a reason that is empty, longer than 500 characters or several lines.
    """

    previous: str
    head: Head
    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip() or len(self.reason) > MAX_REASON:
            raise EntryError(f"A new epoch has a reason of up to {MAX_REASON} characters.")
        if any(one < " " for one in self.reason + self.previous):
            raise EntryError("A new epoch's reason is one line.")
        if not self.previous:
            raise EntryError("A new epoch names the log it goes on from.")

    def entry(self) -> bytes:
        """Return the entry to log."""
        lines = (_EPOCH, self.previous, str(self.head.size), encode(self.head.root), self.reason)
        return ("\n".join(lines) + "\n").encode()


def origin_of(host: str, *, epoch: int) -> str:
    """Return a log's origin, such as `lapel.example.org/log/1`."""
    return f"{host}/log/{epoch}"


def document_digest(document: Mapping[str, Any]) -> bytes:
    """Return the SHA-256 of a signed document, however it is indented (RFC 8785)."""
    try:
        return sha256(rfc8785.dumps(dict(document))).digest()
    except rfc8785.CanonicalizationError as error:
        raise EntryError("The document is not JSON that every reader reads alike.") from error


def parse_entry(entry: bytes) -> Commitment | Epoch:
    """Return what an entry of a Lapel log is; raises EntryError for any other bytes."""
    lines = entry.decode(errors="replace").split("\n")
    match lines:
        case [found, written, ""] if found == _ENTRY and (value := decode_hash(written)):
            return Commitment(value)
        case [found, previous, size, root, reason, ""] if found == _EPOCH and (
            value := decode_hash(root)
        ):
            return Epoch(previous, Head(_size(size), value), reason)
    raise EntryError("The entry is not one of a Lapel log.")


def _size(text: str) -> int:
    try:
        return parse_size(text)
    except NoteError as error:
        raise EntryError(str(error)) from error


def status_history(*, credential: str, salt: bytes, logged: Container[bytes]) -> list[Kind]:
    """Return the changes of status of a credential that are logged, in their order.

    Who holds the salt and a copy of the entries sees a revocation without asking the issuer.
    """
    found: list[Kind] = []
    while True:
        turn = len(found) + 1
        events = (Event(kind, credential, turn) for kind in STATUS)
        happened = next((each.kind for each in events if each.entry(salt) in logged), None)
        if happened is None:
            return found
        found.append(happened)

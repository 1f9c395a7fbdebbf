"""Verifier keys of signed notes: their ids, their texts, and what they sign.

C2SP signed-note (type 0x01, Ed25519) and tlog-cosignature (type 0x04, Ed25519 with a time).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lapel.domain.transparency.base64s import decode, encode
from lapel.domain.transparency.errors import NoteError
from lapel.domain.transparency.merkle import MAX_SIZE

KEY_BYTES = 32
ID_BYTES = 4
_TIME_BYTES = 8
_HEX_ID = re.compile("[0-9a-f]{8}")


class KeyType(IntEnum):
    """What a key signs: a note as it is, or a checkpoint together with a time."""

    NOTE = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True)
class VerifierKey:
    """A name and a public Ed25519 key (32 bytes), for one type of signature.

    Raises NoteError for a name with spaces or a plus, or a key of another length.
    """

    name: str
    public_key: bytes
    type: KeyType = KeyType.NOTE

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.public_key) != KEY_BYTES:
            raise NoteError(f"An Ed25519 public key has {KEY_BYTES} bytes.")

    @property
    def id(self) -> bytes:
        """The four bytes that stand before each signature by this key."""
        material = self.name.encode() + b"\n" + bytes([self.type]) + self.public_key
        return sha256(material).digest()[:ID_BYTES]

    def __str__(self) -> str:
        """Write the key as `name+id+base64`."""
        return f"{self.name}+{self.id.hex()}+{encode(bytes([self.type]) + self.public_key)}"

    def message(self, text: str, *, at: int = 0) -> bytes:
        """Return the bytes to sign for a note's text; `at` (POSIX seconds) is for cosignatures."""
        if self.type is KeyType.NOTE:
            return text.encode()
        return f"cosignature/v1\ntime {at}\n{text}".encode()

    def verifies(self, text: str, signature: bytes) -> bool:
        """Say whether `signature` (as in a note, without the key's id) is this key's for `text`."""
        at, raw = self._parts(signature)
        if at > MAX_SIZE:
            return False
        try:
            public = Ed25519PublicKey.from_public_bytes(self.public_key)
            public.verify(raw, self.message(text, at=at))
        except InvalidSignature:
            return False
        return True

    def time_of(self, signature: bytes) -> int:
        """Return the POSIX seconds that a cosignature states; 0 for a plain signature."""
        return self._parts(signature)[0]

    def _parts(self, signature: bytes) -> tuple[int, bytes]:
        if self.type is KeyType.NOTE:
            return 0, signature
        return int.from_bytes(signature[:_TIME_BYTES]), signature[_TIME_BYTES:]


def check_name(name: str) -> None:
    """Raise NoteError unless a key may have this name."""
    if not name or "+" in name or any(one.isspace() or ord(one) < ord(" ") for one in name):
        raise NoteError("A key's name has at least one letter, no spaces and no plus.")


def parse_key(text: str) -> VerifierKey:
    """Return the key written as `name+id+base64`.

    Raises NoteError when malformed, when the id is not this key's, or its type is not known here.
    """
    parts = text.split("+", 2)
    data = decode(parts[2]) if len(parts) == 3 else None
    if data is None or not _HEX_ID.fullmatch(parts[1]):
        raise NoteError("A verifier key is written as name+id+base64.")
    if not data or data[0] not in set(KeyType):
        raise NoteError("A verifier key is of a type that is not checked here.")
    key = VerifierKey(parts[0], data[1:], KeyType(data[0]))
    if key.id.hex() != parts[1]:
        raise NoteError("A verifier key's id is not that of its name and key.")
    return key

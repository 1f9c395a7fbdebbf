"""Signing keys that never leave this room in the clear."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public half: its id in this keyring, its algorithm, its raw bytes (32 for ed25519)."""

    id: str
    algorithm: str
    raw: bytes


class KeysError(Exception):
    """Something the keyring cannot do, said in one sentence."""


class UnknownKeyError(KeysError, KeyError):
    """No key has this id."""

    def __str__(self) -> str:
        return str(self.args[0])


class WrongSecretError(KeysError):
    """The secret or passphrase does not open what it was given for."""


class Keys(Protocol):
    """Makes keys and signs with them; private halves are never given out in the clear."""

    def create(self, name: str, algorithm: str = "ed25519") -> PublicKey:
        """Make a key, durable before this returns; its id begins with the name."""
        ...

    def public(self, key_id: str) -> PublicKey:
        """Give the public half; UnknownKeyError when there is none."""
        ...

    def sign(self, key_id: str, data: bytes) -> bytes:
        """Sign the bytes (ed25519: 64 bytes, RFC 8032); UnknownKeyError, WrongSecretError."""
        ...

    def list(self) -> Sequence[PublicKey]:
        """Give every public key, sorted by id."""
        ...

    def export_encrypted(self, passphrase: str) -> bytes:
        """Give all keys as one blob that only the passphrase (12 characters or more) opens."""
        ...

    def import_encrypted(self, blob: bytes, passphrase: str) -> Sequence[PublicKey]:
        """Add the keys of an exported blob, durably, and give them; those already here stay."""
        ...


def from_url(url: str, *, secret: str) -> Keys:
    """Open the keyring `file:///absolute/folder`, closed by `secret`; ValueError otherwise."""
    from lapel.ports.keys.file import FileKeys

    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc or not parts.path.startswith("/"):
        raise ValueError("Keys must be file:///absolute/folder.")
    return FileKeys(Path(unquote(parts.path)), secret=secret)

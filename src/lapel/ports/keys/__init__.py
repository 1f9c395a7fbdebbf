"""Signing keys that never leave this room in the clear."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from lapel.domain.badges.keys import Kind
from lapel.domain.badges.keys import PublicKey as Verifier

ALGORITHMS = ("ed25519", "p256", "p384")
KINDS = dict(zip(ALGORITHMS, (Kind.ED25519, Kind.P256, Kind.P384), strict=True))


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public half: its id in this keyring, its algorithm, its raw bytes.

    32 bytes of ed25519; of p256 and p384 the compressed point, 33 and 49 bytes (SEC 1, §2.3.3).
    """

    id: str
    algorithm: str
    raw: bytes

    @property
    def multikey(self) -> str:
        """The key as a Multikey text (Controlled Identifiers 1.0, §2.2.2)."""
        return Verifier(KINDS[self.algorithm], self.raw).multikey


class KeysError(Exception):
    """Something the keyring cannot do, said in one sentence."""


class UnknownKeyError(KeysError, KeyError):
    """No key has this id."""

    def __str__(self) -> str:
        return str(self.args[0])


class WrongSecretError(KeysError):
    """The secret or passphrase does not open what it was given for."""


class Keys(Protocol):
    """Makes keys and signs with them; private halves are never given out in the clear.

    `can_export` says whether they may be given out at all: a device keeps them.
    """

    can_export: bool

    def create(self, name: str, algorithm: str = "ed25519") -> PublicKey:
        """Make a key, durable before this returns; its id begins with the name."""
        ...

    def public(self, key_id: str) -> PublicKey:
        """Give the public half; UnknownKeyError when there is none."""
        ...

    def sign(self, key_id: str, data: bytes) -> bytes:
        """Sign the bytes; UnknownKeyError, WrongSecretError.

        ed25519: 64 bytes (RFC 8032). p256, p384: r and s side by side, 64 or 96 bytes, over the
        bytes hashed with SHA-256 or SHA-384, as Data Integrity (vc-di-ecdsa, §3.2.6) and JOSE
        (RFC 7518, §3.4) write them.
        """
        ...

    def list(self) -> Sequence[PublicKey]:
        """Give every public key, sorted by id."""
        ...

    def export_encrypted(self, passphrase: str) -> bytes:
        """Give all keys as one blob that only the passphrase (12 characters or more) opens.

        KeysError where `can_export` is false.
        """
        ...

    def import_encrypted(self, blob: bytes, passphrase: str) -> Sequence[PublicKey]:
        """Add the keys of an exported blob, durably, and give them; those already here stay."""
        ...


def from_url(url: str, *, secret: str) -> Keys:
    """Open a keyring; ValueError says what an address may be, KeysError what is wrong with one.

    `file:///absolute/folder`, sealed with `secret`;
    `pkcs11:///path/of/library.so?token=LABEL`, whose PIN is `secret`;
    `awskms://REGION/PREFIX[?endpoint=https://…]`, with credentials from AWS's own variables.
    """
    parts = urlsplit(url)
    options = {name: values[0] for name, values in parse_qs(parts.query).items()}
    path = unquote(parts.path)
    if parts.scheme == "file" and not parts.netloc and path.startswith("/") and not options:
        from lapel.ports.keys.file import FileKeys

        return FileKeys(Path(path), secret=secret)
    if parts.scheme == "pkcs11" and not parts.netloc and path and options.keys() == {"token"}:
        from lapel.ports.keys.hsm import TokenKeys

        return TokenKeys(library=path, token=options["token"], pin=secret)
    if parts.scheme == "awskms" and parts.netloc and not options.keys() - {"endpoint"}:
        from lapel.ports.keys.kms import KmsKeys

        return KmsKeys(
            region=parts.netloc, prefix=path.strip("/"), endpoint=options.get("endpoint")
        )
    raise ValueError(
        "Keys must be file:///absolute/folder, pkcs11:///path/of/library.so?token=LABEL or "
        "awskms://REGION/PREFIX."
    )

"""Logs to test with: kept in memory, grown as an instance grows them, signed by keys made here."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lapel.domain.transparency.appending import append
from lapel.domain.transparency.checkpoint import Checkpoint
from lapel.domain.transparency.keys import KeyType, VerifierKey
from lapel.domain.transparency.merkle import EMPTY, Head
from lapel.domain.transparency.note import Note, sign
from lapel.domain.transparency.policy import Policy, of_witnesses

VENDOR = Path(__file__).parents[2] / "vendor" / "transparency"
SUMDB = json.loads((VENDOR / "sumdb.json").read_text())
ARGON = json.loads((VENDOR / "argon2020.json").read_text())
ORIGIN = "lapel.example.org/log/1"


class Signer:
    """A key pair with a name; the seed makes it the same in every run."""

    def __init__(self, name: str, seed: int, kind: KeyType = KeyType.NOTE) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self.key = VerifierKey(name, self._private.public_key().public_bytes_raw(), kind)

    def sign(self, text: str, at: int = 0):
        return sign(self.key, text, by=self._private.sign, at=at)


LOG = Signer(ORIGIN, 1)
WITNESSES = [Signer(f"witness{n}.example/w", 10 + n, KeyType.COSIGNATURE) for n in range(3)]
POLICY = of_witnesses(0, (), log=LOG.key)
STRANGERS = Policy()


class Shelf:
    """A reader of files in memory that counts what is read."""

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        self.files = dict(files or {})
        self.reads: list[str] = []

    def read(self, path: str, /) -> bytes | None:
        self.reads.append(path)
        return self.files.get(path)


def checkpoint(head: Head, *, origin: str = ORIGIN, signer: Signer = LOG) -> bytes:
    text = Checkpoint(origin, head).text()
    return str(Note(text, (signer.sign(text),))).encode()


def cosigned(data: bytes, *witnesses: Signer, at: int = 1_800_000_000) -> bytes:
    text = data.decode().rpartition("\n\n")[0] + "\n"
    return data + "".join(each.sign(text, at).line() for each in witnesses).encode()


def grown(shelf: Shelf, head: Head, entries: list[bytes]) -> Head:
    """Append a batch, keep its files, and publish the checkpoint."""
    done = append(shelf, head=head, entries=entries)
    shelf.files |= done.files
    shelf.files["checkpoint"] = checkpoint(done.head)
    return done.head


def log_of(size: int, *, step: int = 10**6, salt: str = "") -> tuple[Shelf, Head]:
    """Make a log of entries `leaf 0` and so on, in batches of `step`."""
    files, head = _built(size, step, salt)
    return Shelf(files), head


@lru_cache(maxsize=32)
def _built(size: int, step: int, salt: str) -> tuple[dict[str, bytes], Head]:
    shelf, head = Shelf(), EMPTY
    entries = [f"leaf {at}{salt}".encode() for at in range(size)]
    for start in range(0, size, step):
        head = grown(shelf, head, entries[start : start + step])
    if not size:
        shelf.files["checkpoint"] = checkpoint(head)
    return shelf.files, head

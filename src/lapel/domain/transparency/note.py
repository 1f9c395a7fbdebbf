"""Signed notes: a text, an empty line, and lines of signatures (C2SP signed-note)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.domain.transparency.base64s import decode, encode
from lapel.domain.transparency.errors import NoteError, SignatureError
from lapel.domain.transparency.keys import (
    ID_BYTES,
    KeyType,
    VerifierKey,
    check_name,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MAX_BYTES = 64 * 1024
MAX_SIGNATURES = 100
_DASH = "\N{EM DASH} "


@dataclass(frozen=True)
class Signature:
    """One line: the key's name, its id (4 bytes), and what it signed with."""

    name: str
    key_id: bytes
    value: bytes

    def line(self) -> str:
        """Return the line, with its newline."""
        return f"{_DASH}{self.name} {encode(self.key_id + self.value)}\n"


@dataclass(frozen=True)
class Note:
    """A text that ends in a newline, with its signatures; not yet verified by anybody."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def __str__(self) -> str:
        """Write the note as it is published."""
        return f"{self.text}\n{''.join(each.line() for each in self.signatures)}"

    def with_signatures(self, more: Iterable[Signature]) -> Note:
        """Return the note with further signatures; a newer one replaces the same key's older."""
        kept = {(each.name, each.key_id): each for each in (*self.signatures, *more)}
        return Note(self.text, tuple(kept.values()))


@dataclass(frozen=True)
class Verified:
    """One signature by a known key; `at` is its time in POSIX seconds, 0 for a plain one."""

    key: VerifierKey
    at: int


def sign(key: VerifierKey, text: str, *, by: Callable[[bytes], bytes], at: int = 0) -> Signature:
    """Return the signature of a text by the holder of the private key.

    `by` signs a message with Ed25519; `at` is the time a cosignature states (POSIX seconds).
    Raises NoteError for a text that no note may have.
    """
    _check_text(text)
    stamp = at.to_bytes(8) if key.type is KeyType.COSIGNATURE else b""
    return Signature(key.name, key.id, stamp + by(key.message(text, at=at)))


def parse_note(data: bytes) -> Note:
    """Return the note in `data`; raises NoteError for anything the standard does not allow."""
    if len(data) > MAX_BYTES:
        raise NoteError(f"A signed note has at most {MAX_BYTES // 1024} kB.")
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise NoteError("A signed note is UTF-8 text.") from error
    text, gap, lines = whole.rpartition("\n\n")
    if not gap:
        raise NoteError("A signed note has an empty line before its signatures.")
    _check_text(text + "\n")
    return Note(text + "\n", parse_signatures(lines))


def parse_signatures(lines: str) -> tuple[Signature, ...]:
    """Return the signatures of one to a hundred lines; raises NoteError."""
    if not lines.endswith("\n"):
        raise NoteError("A signed note ends in a line of a signature.")
    each = lines[:-1].split("\n")
    if len(each) > MAX_SIGNATURES:
        raise NoteError(f"A signed note has at most {MAX_SIGNATURES} signatures.")
    return tuple(_signature(line) for line in each)


def verify_note(note: Note, keys: Iterable[VerifierKey]) -> tuple[Verified, ...]:
    """Return who of the known keys signed, once each; signatures by others are passed over.

    Raises SignatureError when none did, or when one that names a known key is not its own.
    """
    known = {(key.name, key.id): key for key in keys}
    found: dict[VerifierKey, Verified] = {}
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        if not key.verifies(note.text, signature.value):
            raise SignatureError(f"The signature in the name of {key.name} is not by its key.")
        found.setdefault(key, Verified(key, key.time_of(signature.value)))
    if not found:
        raise SignatureError("The note bears no signature by a known key.")
    return tuple(found.values())


def _signature(line: str) -> Signature:
    name, gap, written = line.removeprefix(_DASH).partition(" ")
    data = decode(written)
    if not line.startswith(_DASH) or not gap or data is None or len(data) <= ID_BYTES:
        raise NoteError("A line of a signature is a dash, a name and base 64.")
    check_name(name)
    return Signature(name, data[:ID_BYTES], data[ID_BYTES:])


def _check_text(text: str) -> None:
    if not text.endswith("\n") or any(one < " " and one != "\n" for one in text):
        raise NoteError("A note's text ends in a newline and has no control characters.")

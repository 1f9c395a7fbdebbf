"""Checkpoints: a log's name, size and root as a signed note (C2SP tlog-checkpoint)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.domain.transparency.base64s import decode_hash, encode
from lapel.domain.transparency.errors import NoteError, SignatureError
from lapel.domain.transparency.keys import KeyType, VerifierKey
from lapel.domain.transparency.merkle import MAX_SIZE, Head
from lapel.domain.transparency.note import Note, Verified, parse_note, verify_note

if TYPE_CHECKING:
    from collections.abc import Iterable

_NUMBER = re.compile("0|[1-9][0-9]{0,18}")


@dataclass(frozen=True)
class Checkpoint:
    """What a log says of itself: `origin` is its name, `extensions` further lines of its own."""

    origin: str
    head: Head
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the text to sign; raises NoteError for lines that no checkpoint may have."""
        lines = (self.origin, str(self.head.size), encode(self.head.root), *self.extensions)
        if any(not line or "\n" in line for line in lines):
            raise NoteError("A checkpoint's lines are neither empty nor several.")
        return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Log:
    """A log that is known: its origin and the keys it may sign with."""

    origin: str
    keys: tuple[VerifierKey, ...]


@dataclass(frozen=True)
class SignedCheckpoint:
    """A checkpoint that its log signed; `witnesses` are the known ones that cosigned it."""

    checkpoint: Checkpoint
    note: Note
    witnesses: tuple[Verified, ...] = ()


def parse_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint in a note's text; raises NoteError when it is not written as one."""
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 3 or "" in lines or not text.endswith("\n"):
        raise NoteError("A checkpoint has three or more lines, none of them empty.")
    root = decode_hash(lines[2])
    if root is None:
        raise NoteError("A checkpoint's third line is a root hash in base 64.")
    return Checkpoint(lines[0], Head(parse_size(lines[1]), root), tuple(lines[3:]))


def parse_size(text: str) -> int:
    """Return a size written in decimal, without signs or leading zeroes; raises NoteError."""
    if not _NUMBER.fullmatch(text) or int(text) > MAX_SIZE:
        raise NoteError("A size is a decimal number without leading zeroes.")
    return int(text)


def open_checkpoint(
    data: bytes, *, log: Log, witnesses: Iterable[VerifierKey] = ()
) -> SignedCheckpoint:
    """Return a checkpoint that `log` signed, with the known witnesses that cosigned it.

    Raises NoteError when malformed or of another log, SignatureError when the log did not sign
    or a signature in the name of a known key is false.
    """
    note = parse_note(data)
    checkpoint = parse_checkpoint(note.text)
    if checkpoint.origin != log.origin:
        raise NoteError(f"The checkpoint is of {checkpoint.origin}, not of {log.origin}.")
    cosigners = tuple(key for key in witnesses if key.type is KeyType.COSIGNATURE)
    own = tuple(key for key in log.keys if key.type is KeyType.NOTE)
    signed = verify_note(note, (*own, *cosigners))
    if not any(each.key in own for each in signed):
        raise SignatureError("The checkpoint is not signed by its log.")
    return SignedCheckpoint(
        checkpoint, note, tuple(each for each in signed if each.key in cosigners)
    )

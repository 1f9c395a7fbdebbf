"""Being a witness, and being witnessed: requests, answers, decision (C2SP tlog-witness).

Decide and write down the new size in one transaction: between the two, nobody else may.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.domain.transparency.base64s import decode_hash, encode
from lapel.domain.transparency.checkpoint import (
    Log,
    SignedCheckpoint,
    open_checkpoint,
    parse_checkpoint,
    parse_size,
)
from lapel.domain.transparency.errors import NoteError, ProofError, SignatureError
from lapel.domain.transparency.merkle import EMPTY, Head
from lapel.domain.transparency.note import Note, parse_note, parse_signatures, verify_note
from lapel.domain.transparency.proofs import Proof, verify_consistency

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lapel.domain.transparency.keys import VerifierKey

MAX_HASHES = 63
SIZE_TYPE = "text/x.tlog.size"
PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class AddCheckpoint:
    """A log's request: cosign this checkpoint, which extends the one of `old_size` you have."""

    old_size: int
    proof: Proof
    checkpoint: bytes

    def body(self) -> bytes:
        """Return the request's body."""
        lines = [f"old {self.old_size}", *map(encode, self.proof), "", ""]
        return "\n".join(lines).encode() + self.checkpoint

    @property
    def origin(self) -> str:
        """The log that the checkpoint says it is of; NoteError when it is malformed."""
        return parse_checkpoint(parse_note(self.checkpoint).text).origin


def parse_add_checkpoint(body: bytes) -> AddCheckpoint:
    """Return the request in a body; raises NoteError (answer it with status 400)."""
    head, gap, checkpoint = body.partition(b"\n\n")
    first, *lines = head.decode(errors="replace").split("\n")
    proof = [decode_hash(line) for line in lines]
    hashes = tuple(each for each in proof if each is not None)
    if not gap or not first.startswith("old ") or len(hashes) < len(proof):
        raise NoteError("The request has an old size, hashes in base 64 and an empty line.")
    if len(hashes) > MAX_HASHES:
        raise NoteError(f"The request has at most {MAX_HASHES} hashes.")
    request = AddCheckpoint(parse_size(first.removeprefix("old ")), hashes, checkpoint)
    parse_checkpoint(parse_note(checkpoint).text)
    return request


@dataclass(frozen=True)
class Decision:
    """May the witness cosign? With 200: keep the checkpoint's head, then answer cosignatures."""

    status: int
    sentence: str
    checkpoint: SignedCheckpoint | None = None
    body: str = ""
    content_type: str = PLAIN


def may_cosign(request: AddCheckpoint, *, log: Log | None, held: Head = EMPTY) -> Decision:
    """Decide on a request. `log` is the known log of its origin; `held` what was last cosigned."""
    if log is None:
        return Decision(404, "This witness does not know the log.")
    try:
        signed = open_checkpoint(request.checkpoint, log=log)
    except SignatureError as error:
        return Decision(403, str(error))
    except NoteError as error:
        return Decision(400, str(error))
    return _against(held, request, signed)


def _against(held: Head, request: AddCheckpoint, signed: SignedCheckpoint) -> Decision:
    new = signed.checkpoint.head
    if request.old_size > new.size:
        return Decision(400, "The old size is larger than the new one.")
    if request.old_size != held.size:
        return _conflict(held, f"This witness last cosigned a log of {held.size} entries.")
    if new.size == held.size and new.root != held.root and held.size:
        return _conflict(held, f"This witness has cosigned another log of {held.size} entries.")
    try:
        verify_consistency(old=held, new=new, proof=request.proof)
    except ProofError as error:
        return Decision(422, str(error))
    return Decision(200, "The checkpoint extends the one cosigned last.", signed)


def _conflict(held: Head, sentence: str) -> Decision:
    return Decision(409, sentence, body=f"{held.size}\n", content_type=SIZE_TYPE)


def parse_held_size(body: bytes) -> int:
    """Return the size that a witness holds, from its answer with status 409; NoteError."""
    return parse_size(body.decode(errors="replace").removesuffix("\n"))


def with_cosignatures(note: Note, answer: bytes, *, keys: Iterable[VerifierKey]) -> Note:
    """Return the note with the cosignatures of a witness's answer that are by known keys.

    Raises NoteError for a malformed answer, SignatureError when none is by a known key or one
    that says so is not.
    """
    answered = Note(note.text, parse_signatures(answer.decode(errors="replace")))
    signed = {(each.key.name, each.key.id) for each in verify_note(answered, keys)}
    return note.with_signatures(
        each for each in answered.signatures if (each.name, each.key_id) in signed
    )

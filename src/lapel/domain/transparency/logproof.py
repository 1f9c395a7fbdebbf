"""The proof a holder keeps: her entry's place, its inclusion, the checkpoint (C2SP tlog-proof)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.domain.transparency.base64s import decode, decode_hash, encode
from lapel.domain.transparency.checkpoint import (
    SignedCheckpoint,
    open_checkpoint,
    parse_checkpoint,
    parse_size,
)
from lapel.domain.transparency.entries import Event, opened
from lapel.domain.transparency.errors import NoteError, SignatureError
from lapel.domain.transparency.merkle import leaf_hash
from lapel.domain.transparency.note import parse_note
from lapel.domain.transparency.proofs import Proof, verify_inclusion

if TYPE_CHECKING:
    from lapel.domain.transparency.policy import Policy

SUFFIX = ".tlog-proof"
_FIRST = "c2sp.org/tlog-proof@v1"
_MAX_BYTES = 128 * 1024
_MAX_HASHES = 63


@dataclass(frozen=True)
class LogProof:
    """Entry `index` is in the log that `checkpoint` (a signed note) heads.

    `extra` is what the entry is made again with: for a credential, entries.opening_of it.
    """

    index: int
    proof: Proof
    checkpoint: bytes
    extra: bytes = b""

    def body(self) -> bytes:
        """Return the proof as it is kept in a file `….tlog-proof`."""
        extra = [f"extra {encode(self.extra)}"] if self.extra else []
        lines = [_FIRST, *extra, f"index {self.index}", *map(encode, self.proof), "", ""]
        return "\n".join(lines).encode() + self.checkpoint


def parse_log_proof(data: bytes) -> LogProof:
    """Return the proof in `data`; raises NoteError when it is not written as one."""
    if len(data) > _MAX_BYTES:
        raise NoteError(f"A log proof has at most {_MAX_BYTES // 1024} kB.")
    head, gap, checkpoint = data.partition(b"\n\n")
    first, *lines = head.decode(errors="replace").split("\n")
    if first != _FIRST or not gap:
        raise NoteError(f"A log proof begins with {_FIRST}.")
    extra = _taken(lines, "extra ")
    index = _taken(lines, "index ")
    if index is None:
        raise NoteError("A log proof has a line with the entry's index.")
    return LogProof(parse_size(index), _hashes(lines), checkpoint, _extra(extra))


def verify_logged(data: bytes, *, event: Event, policy: Policy) -> SignedCheckpoint:
    """Return the checkpoint under which `event` is logged, by a log proof with its opening.

    `event` needs the digest of the one document at hand only. Raises NoteError or EntryError for
    a malformed proof, ProofError when the event is not the entry, SignatureError when no known
    log signed, or fewer witnesses than the policy wants.
    """
    proof = parse_log_proof(data)
    checkpoint = parse_checkpoint(parse_note(proof.checkpoint).text)
    log = policy.log(checkpoint.origin)
    if log is None:
        raise SignatureError(f"The log {checkpoint.origin} is not known.")
    signed = open_checkpoint(proof.checkpoint, log=log, witnesses=policy.witnesses)
    if not policy.quorum.satisfied_by({each.key for each in signed.witnesses}):
        raise SignatureError("Fewer witnesses cosigned the checkpoint than the policy wants.")
    leaf = leaf_hash(opened(event, proof.extra))
    verify_inclusion(leaf=leaf, index=proof.index, head=checkpoint.head, proof=proof.proof)
    return signed


def _taken(lines: list[str], label: str) -> str | None:
    if lines and lines[0].startswith(label):
        return lines.pop(0).removeprefix(label)
    return None


def _extra(written: str | None) -> bytes:
    data = decode(written) if written is not None else b""
    if data is None or (written is not None and not data):
        raise NoteError("A log proof's extra data is in base 64.")
    return data


def _hashes(lines: list[str]) -> Proof:
    found = tuple(hash_ for line in lines if (hash_ := decode_hash(line)) is not None)
    if len(found) < len(lines) or len(found) > _MAX_HASHES:
        raise NoteError(f"A log proof has up to {_MAX_HASHES} hashes in base 64.")
    return found

"""Whether a bundle's badge stands in an issuance log that the auditor trusts (docs/adr/0007)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from lapel.domain.badges.verdicts import Step, Verdict
from lapel.domain.transparency.checkpoint import SignedCheckpoint, parse_checkpoint
from lapel.domain.transparency.entries import Event, Kind, document_digest, opened
from lapel.domain.transparency.errors import ProofError, TransparencyError
from lapel.domain.transparency.logproof import parse_log_proof, verify_logged
from lapel.domain.transparency.merkle import leaf_hash
from lapel.domain.transparency.note import parse_note
from lapel.domain.transparency.policy import parse_policy
from lapel.domain.transparency.proofs import verify_inclusion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lapel.domain.transparency.policy import Policy

MAX_REFRESHES = 32  # how often one award may have been signed anew
OLD = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Logged:
    """What a bundle holds of the log: the proof's file and the checkpoint's, None where missing."""

    proof: bytes | None
    checkpoint: bytes | None


def log_steps(
    document: Mapping[str, Any], held: Logged, *, logs: Policy | None, now: datetime
) -> list[Step]:
    """Return the steps `log` and `checkpoint` of a badge's document."""
    if held.proof is None:
        return [_absent(logs)]
    try:
        _check_checkpoint(held)
        if logs is None:
            return [_unconfirmed(document, held.proof)]
        signed = _found(document, held.proof, logs)
    except TransparencyError as error:
        return [_failed(error)]
    origin = signed.checkpoint.origin
    sentence = f"The badge stands in the log {origin}, which your trust file names."
    detail = {"origin": origin, "size": str(signed.checkpoint.head.size)}
    return [Step("log", Verdict.PASS, "log.included", sentence, detail), _age(signed, now)]


def policy_for(proof: bytes | None, lines: Sequence[str]) -> Policy | None:
    """Return the policy of these lines if it names the log that a proof is from, None otherwise."""
    if proof is None or not lines:
        return None
    policy = parse_policy("\n".join(lines) + "\n")
    try:
        origin = parse_checkpoint(parse_note(parse_log_proof(proof).checkpoint).text).origin
    except TransparencyError:
        return None  # held against itself it is told what is wrong with it
    return policy if policy.log(origin) else None


def _absent(logs: Policy | None) -> Step:
    if logs is None:
        sentence = "The bundle holds no proof from an issuance log."
        return Step("log", Verdict.NONE, "log.none", sentence)
    sentence = "The bundle holds no proof from the log that your trust file names."
    return Step("log", Verdict.UNKNOWN, "log.absent", sentence)


def _failed(error: TransparencyError) -> Step:
    return Step("log", Verdict.FAIL, "log.mismatch", f"The log proof does not hold. {error}")


def _events(document: Mapping[str, Any]) -> Iterator[Event]:
    """Yield what may have been logged: the award, or a later signing of it."""
    credential, digests = str(document.get("id", "")), frozenset({document_digest(document)})
    yield Event(Kind.AWARD, credential, 0, digests)
    for turn in range(1, MAX_REFRESHES + 1):
        yield Event(Kind.REFRESH, credential, turn, digests)


def _found(document: Mapping[str, Any], proof: bytes, logs: Policy) -> SignedCheckpoint:
    """Return the checkpoint that holds the document; raises TransparencyError."""
    for event in _events(document):
        try:
            return verify_logged(proof, event=event, policy=logs)
        except ProofError:
            continue
    raise ProofError("It is not a proof of this badge.")


def _unconfirmed(document: Mapping[str, Any], proof: bytes) -> Step:
    """Say that the proof fits the badge, and that nobody the auditor named vouches for the log."""
    held = parse_log_proof(proof)
    checkpoint = parse_checkpoint(parse_note(held.checkpoint).text)
    for event in _events(document):
        leaf = leaf_hash(opened(event, held.extra))
        try:
            verify_inclusion(leaf=leaf, index=held.index, head=checkpoint.head, proof=held.proof)
        except ProofError:
            continue
        sentence = f"The proof fits the log {checkpoint.origin}, which no trust file names."
        return Step("log", Verdict.UNKNOWN, "log.unconfirmed", sentence)
    raise ProofError("It is not a proof of this badge.")


def _check_checkpoint(held: Logged) -> None:
    """Refuse a checkpoint beside the proof that is not the one in it."""
    if held.checkpoint is None or held.proof is None:
        return
    inside = parse_note(parse_log_proof(held.proof).checkpoint).text
    if parse_note(held.checkpoint).text != inside:
        raise ProofError("The checkpoint beside it is another.")


def _age(signed: SignedCheckpoint, now: datetime) -> Step:
    times = [each.at for each in signed.witnesses if each.at]
    if not times:
        sentence = "No witness says when the log's checkpoint was made."
        return Step("checkpoint", Verdict.NONE, "checkpoint.undated", sentence)
    seen = datetime.fromtimestamp(max(times), UTC)
    day = f"{seen.day} {seen:%B %Y}"
    if now - seen > OLD:
        sentence = f"The log's checkpoint is old: a witness saw it last on {day}."
        return Step("checkpoint", Verdict.UNKNOWN, "checkpoint.old", sentence)
    sentence = f"A witness saw the log's checkpoint on {day}."
    return Step("checkpoint", Verdict.PASS, "checkpoint.witnessed", sentence)

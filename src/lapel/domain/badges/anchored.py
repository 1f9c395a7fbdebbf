"""What an anchor on a chain proves: three answers that need no network, and one from a node.

The document's hash, the path to the root, and that the issuer lists the key are seen here. That
the root stands on the chain, written by that key, is asked of whoever resolves addresses: the
verifier's own node. A copy of the answer that travels with the badge counts for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import checks, did, strictjson
from lapel.domain.badges.anchoring import Receipt, address_of, check_anchor, is_anchor
from lapel.domain.badges.errors import BadgeError, ProofError, Said
from lapel.domain.badges.issuers import Anchor, Control, KeyFinding
from lapel.domain.badges.trust import Origin, Resolve, Trust, UnavailableError
from lapel.domain.badges.verdicts import Step, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Judged:
    """The proof as a step, what is known of its key, and the anchor as a step of its own."""

    proof: Step
    key: KeyFinding
    anchor: Step


def anchor_steps(document: Mapping[str, Any], *, trust: Trust, resolve: Resolve) -> list[Step]:
    """Return a step for each anchor among a badge's proofs; most have none."""
    found = [one for one in checks.as_list(document.get("proof")) if is_anchor(one)]
    return [judged(document, one, trust=trust, resolve=resolve).anchor for one in found]


def judged(
    document: Mapping[str, Any], proof: Mapping[str, Any], *, trust: Trust, resolve: Resolve
) -> Judged:
    """Judge an anchor; never raises for what a badge or a node says."""
    try:
        receipt = check_anchor(document, proof)
        multikey, key = _key_of(document, proof["verificationMethod"], trust, resolve)
    except BadgeError as error:
        return _failed(error.said, KeyFinding(problem="It was not looked up."))
    try:
        detail = _compared(receipt, multikey, _told(receipt, resolve))
    except UnavailableError as error:
        return _unasked(receipt, key, error.said)
    except BadgeError as error:
        return _failed(error.said, key)
    return _found(key, detail)


def _told(receipt: Receipt, resolve: Resolve) -> Mapping[str, Any]:
    asked = resolve(receipt.address)
    if asked.origin is Origin.COPY:
        raise UnavailableError("A copy that came with the badge proves nothing.")
    return strictjson.read_object(asked.body)


def _compared(receipt: Receipt, multikey: str, told: Mapping[str, Any]) -> dict[str, str]:
    """Return a transaction's facts; ProofError where it is not the one that anchors the badge."""
    if told.get("chain") != receipt.chain:
        raise ProofError("The node that was asked is one of another chain.")
    if str(told.get("input")).lower() != "0x" + receipt.root.hex():
        raise ProofError("The transaction does not carry what the badge leads to.")
    if str(told.get("from")).lower() != address_of(multikey):
        raise ProofError("The transaction was written with another key than the issuer's.")
    facts = {name: str(told[name]) for name in ("from", "block", "time") if name in told}
    return {"transaction": receipt.address, **facts}


def _key_of(
    document: Mapping[str, Any], method: str, trust: Trust, resolve: Resolve
) -> tuple[str, KeyFinding]:
    """Return the key that a method names, and whether the issuer lists it."""
    issuer = checks.issuer_id(document)
    owner, _, fragment = method.partition("#")
    if owner != issuer or fragment in trust.disowned:
        control = Control.NOT_LISTED if owner != issuer else Control.DISOWNED
        return fragment, KeyFinding(control=control, problem=_NOT_THEIRS)
    try:
        resolved = resolve(did.web_address(issuer))
        found = strictjson.read_object(resolved.body)
    except (UnavailableError, BadgeError) as error:
        return fragment, KeyFinding(problem=error.said)
    multikey = did.assertion_key(found, method) if found.get("id") == issuer else None
    if multikey is None:
        # a copy may be older than the key
        listed = Control.NOT_LISTED if resolved.origin is Origin.SOURCE else Control.UNKNOWN
        return fragment, KeyFinding(control=listed, problem=_NOT_THEIRS)
    vouched = resolved.origin is Origin.TRUST and trust.find(issuer) is not None
    by_domain = Anchor.DOMAIN if resolved.origin is Origin.SOURCE else Anchor.NONE
    by = Anchor.PINNED if vouched else by_domain
    return multikey, KeyFinding(control=Control.LISTED, anchor=by)


_NOT_THEIRS = "The issuer does not list this key to sign badges."


def _found(key: KeyFinding, detail: dict[str, str]) -> Judged:
    matches = (
        "The badge is one of those whose common hash stands on the chain: nothing was changed."
    )
    stands = Said("The hash was written on the chain at {time}.", time=detail.get("time", ""))
    return Judged(
        Step("proof", Verdict.PASS, "proof.anchored", matches, detail),
        key,
        Step("anchor", Verdict.PASS, "anchor.found", stands, detail),
    )


def _unasked(receipt: Receipt, key: KeyFinding, why: str) -> Judged:
    detail = {"transaction": receipt.address}
    sentence = Said(
        "The badge leads to the hash it names, but whether that stands on the chain is not "
        "known. {why}",
        why=why,
    )
    return Judged(
        Step("proof", Verdict.UNKNOWN, "proof.unanchored", sentence, detail),
        key,
        Step("anchor", Verdict.UNKNOWN, "anchor.unasked", sentence, detail),
    )


def _failed(sentence: str, key: KeyFinding) -> Judged:
    return Judged(
        Step("proof", Verdict.FAIL, "proof.mismatch", sentence),
        key,
        Step("anchor", Verdict.FAIL, "anchor.wrong", sentence),
    )

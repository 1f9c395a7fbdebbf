"""A whole badge under each kind of proof that is verified, step by step and not the proof alone."""

from __future__ import annotations

from typing import Any

import pytest

from domain.badges.badge_makers import ISSUER, award, verify
from lapel.domain.badges import did, documents
from lapel.domain.badges.keys import Kind, private_key_of
from lapel.domain.badges.proof import make_proof
from lapel.domain.badges.verdicts import Verdict

OLD = "Ed25519Signature2020"
# of each suite, the kinds of key that it is for (vc-di-eddsa 1.0, vc-di-ecdsa 1.0)
KINDS = [
    ("eddsa-rdfc-2022", Kind.ED25519),
    ("eddsa-jcs-2022", Kind.ED25519),
    (OLD, Kind.ED25519),
    ("ecdsa-rdfc-2019", Kind.P256),
    ("ecdsa-rdfc-2019", Kind.P384),
    ("ecdsa-jcs-2019", Kind.P256),
    ("ecdsa-jcs-2019", Kind.P384),
]


def signed(suite: str, kind: Kind) -> tuple[dict[str, Any], dict[str, Any]]:
    """A badge of another issuer, and what stands on that issuer's site."""
    private = private_key_of(kind, b"\x09" * (kind.signature_size // 2))
    multikey = private.public.multikey
    document = documents.credential(award(status=()))
    named = {"type": "DataIntegrityProof", "cryptosuite": suite}
    if suite == OLD:
        document["@context"].append("https://w3id.org/security/suites/ed25519-2020/v1")
        named = {"type": OLD}
    options = {
        **named,
        "created": "2026-11-20T12:00:00Z",
        "verificationMethod": did.verification_method(ISSUER, multikey),
        "proofPurpose": "assertionMethod",
    }
    proof = make_proof(document, options, kind=kind, sign=private.sign)
    site = {did.web_address(ISSUER): did.did_document(ISSUER, [did.Key(multikey)])}
    return {**document, "proof": proof}, site


@pytest.mark.parametrize(("suite", "kind"), KINDS)
def test_a_badge_is_valid_under_each_kind_of_proof(suite: str, kind: Kind) -> None:
    """Every term defined, the key the issuer's own, and the issuer confirmed by its domain."""
    document, site = signed(suite, kind)
    answer = verify(document, site)
    assert (answer.exit_code, answer.step("proof").verdict) == (0, Verdict.PASS), answer


@pytest.mark.parametrize(("suite", "kind"), KINDS)
def test_a_changed_badge_is_refused_under_each_kind_of_proof(suite: str, kind: Kind) -> None:
    """One word deep inside; and the proof says so, no other step."""
    document, site = signed(suite, kind)
    document["credentialSubject"]["achievement"]["name"] = "Something grander"
    answer = verify(document, site)
    assert (answer.exit_code, answer.step("proof").code) == (1, "proof.mismatch")


@pytest.mark.parametrize(("suite", "kind"), KINDS)
def test_a_key_that_the_issuer_does_not_list_is_refused_under_each_kind(
    suite: str, kind: Kind
) -> None:
    """Whoever signs as the issuer with a key of her own is found out by its DID document."""
    document, _site = signed(suite, kind)
    other = private_key_of(kind, b"\x0a" * (kind.signature_size // 2)).public.multikey
    site = {did.web_address(ISSUER): did.did_document(ISSUER, [did.Key(other)])}
    answer = verify(document, site)
    assert (answer.exit_code, answer.step("key").code) == (1, "key.not-listed")

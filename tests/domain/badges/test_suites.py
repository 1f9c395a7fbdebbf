"""Kinds of proof, against the W3C's test vectors."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.badges.w3c_vectors import EXAMPLES_LINKER, FOLDER, VECTORS, key_of, vector
from lapel.domain.badges.contexts import CREDENTIALS_V2
from lapel.domain.badges.errors import BadgeError, ProofError, UnreadableError
from lapel.domain.badges.keys import SIGNING, Kind, private_key_of
from lapel.domain.badges.proof import check_proof, make_proof
from lapel.domain.badges.suites import EDDSA_JCS, rdfc_hash, suite_of

# vc-di-ecdsa's JCS vectors carry no contexts in their options; §3.3.1 of the Recommendation asks
# for them, so those two are verified and not made.
MADE = sorted(name for name in VECTORS if not name.startswith("ecdsa-jcs"))


def unsecured(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "proof"}


def without_value(proof: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in proof.items() if name != "proofValue"}


def check(document: dict[str, Any], name: str, **changes: Any) -> None:
    proof = {**document["proof"], **changes}
    check_proof(document, proof, public_key=key_of(name).public, linker=EXAMPLES_LINKER)


@pytest.mark.parametrize("name", MADE)
def test_a_w3c_vector_comes_out_byte_for_byte_from_its_key(name: str) -> None:
    """vc-di-eddsa and vc-di-ecdsa, TestVectors; their ECDSA is without randomness, as ours."""
    signed, signer = vector(name), key_of(name)
    options = without_value(signed["proof"])
    made = make_proof(
        unsecured(signed),
        options,
        kind=signer.kind,
        sign=signer.sign,
        linker=EXAMPLES_LINKER,
    )
    assert made == signed["proof"]


@pytest.mark.parametrize("curve", ["256", "384"])
def test_what_ecdsa_signs_is_what_the_w3c_hashed(curve: str) -> None:
    """vc-di-ecdsa, combinedHash of ecdsa-rdfc-2019: SHA-384 in the canonicalisation of P-384."""
    name = f"ecdsa-rdfc-2019-p{curve}"
    signed = vector(name)
    options = without_value(signed["proof"])
    kind = key_of(name).kind
    data = rdfc_hash(unsecured(signed), options, kind=kind, linker=EXAMPLES_LINKER)
    assert data.hex() == (FOLDER / f"combinedHashECDSAP{curve}.txt").read_text()


@pytest.mark.parametrize("name", sorted(VECTORS))
def test_a_w3c_vector_verifies(name: str) -> None:
    """All seven, under the public half of the published key."""
    check(vector(name), name)


@pytest.mark.parametrize("name", sorted(VECTORS))
def test_a_changed_w3c_vector_is_refused(name: str) -> None:
    """In the document, and in the proof's options."""
    signed = vector(name)
    with pytest.raises(ProofError, match="altered"):
        check({**signed, "name": "Other"}, name)
    with pytest.raises(ProofError, match="altered"):
        check(signed, name, created="2023-02-24T23:36:39Z")


@pytest.mark.parametrize("name", sorted(VECTORS))
def test_a_proof_under_a_key_of_another_kind_is_refused(name: str) -> None:
    """Key confusion: the key's kind has to go with the suite, before anything is computed."""
    other = Kind.P256 if VECTORS[name] == "ed25519" else Kind.ED25519
    public = private_key_of(other, b"\x01" * 32).public
    signed = vector(name)
    with pytest.raises(ProofError, match="is not made with a key of"):
        check_proof(signed, signed["proof"], public_key=public, linker=EXAMPLES_LINKER)


def test_a_p256_proof_under_a_p384_key_is_refused() -> None:
    """One suite serves both curves, so the length of the value tells."""
    signed = vector("ecdsa-rdfc-2019-p256")
    public = key_of("ecdsa-rdfc-2019-p384").public
    with pytest.raises(ProofError, match="not a signature of P-384"):
        check_proof(signed, signed["proof"], public_key=public, linker=EXAMPLES_LINKER)


@pytest.mark.parametrize("kind", list(SIGNING))
@given(data=st.data())
@settings(max_examples=10, deadline=None)
def test_what_is_signed_verifies_and_nothing_else(kind: Kind, data: st.DataObject) -> None:
    """Every kind of key, with RDF and with JCS."""
    signer = private_key_of(kind, b"\x07" * (kind.signature_size // 2))
    name = data.draw(st.text(alphabet=st.characters(exclude_categories=["Cs"])).filter(bool))
    suite = data.draw(st.sampled_from(["rdfc", "jcs"]))
    family = "eddsa-{}-2022" if kind is Kind.ED25519 else "ecdsa-{}-2019"
    document = {"@context": [CREDENTIALS_V2], "type": "VerifiableCredential", "name": name}
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": family.format(suite),
        "verificationMethod": "did:web:a.example#k",
        "proofPurpose": "assertionMethod",
    }
    try:
        proof = make_proof(document, options, kind=kind, sign=signer.sign)
    except BadgeError:
        assert {"\ufffe", "\uffff"} & set(name)
        return
    check_proof(document, proof, public_key=signer.public)
    with pytest.raises(ProofError, match="altered"):
        check_proof({**document, "name": name + "."}, proof, public_key=signer.public)


def test_a_jcs_proof_without_contexts_is_given_none() -> None:
    """Plain JSON may be signed with JCS too."""
    signer = key_of("eddsa-jcs-2022")
    options = without_value(vector("eddsa-jcs-2022")["proof"])
    del options["@context"]
    made = make_proof({"a": 1}, options, kind=signer.kind, sign=signer.sign)
    assert "@context" not in made
    check_proof({"a": 1}, made, public_key=signer.public)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"name": "\ud800"}, "half a character"),
        ({"name": 2**60}, "read differently"),
        ({"name": float("inf")}, "too large"),
    ],
)
@pytest.mark.parametrize("name", ["eddsa-jcs-2022", "eddsa-rdfc-2022"])
def test_what_no_json_text_may_hold_is_refused_in_plain_words(
    name: str, change: dict[str, Any], why: str
) -> None:
    """Whoever calls with a document of his own making is answered, whatever the suite."""
    with pytest.raises(UnreadableError, match=why):
        check({**vector(name), **change}, name)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"cryptosuite": None}, "no “cryptosuite”"),
        ({"cryptosuite": "Ed25519Signature2020"}, "not checked here"),
        ({"cryptosuite": "bbs-2023"}, "not checked here"),
        ({"type": "JwtProof2020"}, "not checked here"),
    ],
)
def test_a_proof_of_no_known_kind_is_told_by_name(change: dict[str, Any], why: str) -> None:
    """A type is no cryptosuite, and the other way round."""
    with pytest.raises(ProofError, match=why):
        suite_of({**vector("eddsa-jcs-2022")["proof"], **change})


def test_a_signer_with_a_key_of_another_size_is_found_out() -> None:
    """A port that holds a P-384 key where P-256 was meant."""
    signer = key_of("ecdsa-rdfc-2019-p384")
    options = without_value(vector("ecdsa-rdfc-2019-p256")["proof"])
    document = unsecured(vector("ecdsa-rdfc-2019-p256"))
    with pytest.raises(ProofError, match="not a key of P-256"):
        make_proof(document, options, kind=Kind.P256, sign=signer.sign, linker=EXAMPLES_LINKER)


def test_a_suite_is_not_used_with_a_key_it_is_not_for() -> None:
    """An Ed25519 suite with a P-256 key."""
    signer = key_of("ecdsa-rdfc-2019-p256")
    options = {"type": "DataIntegrityProof", "cryptosuite": EDDSA_JCS}
    with pytest.raises(ProofError, match="is not made with a key of P-256"):
        make_proof({"a": 1}, options, kind=signer.kind, sign=signer.sign)

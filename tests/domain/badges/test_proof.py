"""Data Integrity proofs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.badges.badge_makers import NOW, Key, award, badge, key
from lapel.domain.badges import documents
from lapel.domain.badges.contexts import CREDENTIALS_V2, vendored
from lapel.domain.badges.errors import (
    BadgeError,
    CanonicalisationError,
    ProofError,
    UnreadableError,
    UnsupportedProofError,
)
from lapel.domain.badges.keys import Kind, PublicKey, public_key
from lapel.domain.badges.linked import Linker
from lapel.domain.badges.multiformats import multibase_decode, multibase_encode
from lapel.domain.badges.proof import add_proof, check_proof, timestamp

# W3C Data Integrity EdDSA Cryptosuites 1.0, §B.1 and §B.2: keys, document, options, values.
PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
SECRET = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
DOCUMENT: dict[str, Any] = {
    "@context": [CREDENTIALS_V2, EXAMPLES],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
OPTIONS = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "created": "2023-02-24T23:36:38Z",
    "verificationMethod": f"did:key:{PUBLIC}#{PUBLIC}",
    "proofPurpose": "assertionMethod",
}
RDFC_HASHES = (
    "bea7b7acfbad0126b135104024a5f1733e705108f42d59668b05c0c50004c6b0"
    "517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017"
)
RDFC_VALUE = (
    "z2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kgPdSb5xoS1VR7vPG3F561B52hYnQF9iseabecm3ijx4K1FBTQsCZahKZme"
)
JCS_VALUE = (
    "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"
)
JCS_PROOF = {
    **OPTIONS,
    "cryptosuite": "eddsa-jcs-2022",
    "@context": DOCUMENT["@context"],
    "proofValue": JCS_VALUE,
}
# The examples context is not vendored: only the specification's vectors use it.
EXAMPLES_LINKER = Linker(
    {
        **vendored(),
        EXAMPLES: {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}},
    }
)


NOBODY = PublicKey(Kind.ED25519, b"\x00" * 32)


class SpecificationKey:
    """The specification's key pair, remembering what it signed."""

    verification_method = OPTIONS["verificationMethod"]

    def __init__(self) -> None:
        self.signed = b""
        self._key = Ed25519PrivateKey.from_private_bytes(multibase_decode(SECRET)[2:])

    def sign(self, data: bytes) -> bytes:
        self.signed = data
        return self._key.sign(data)


def test_the_w3c_rdfc_vector_comes_out_byte_for_byte() -> None:
    """§B.1: the two hashes that are signed, and the proof value."""
    signer = SpecificationKey()
    created = datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC)
    secured = add_proof(DOCUMENT, signer=signer, created=created, linker=EXAMPLES_LINKER)
    assert signer.signed.hex() == RDFC_HASHES
    assert secured["proof"] == [{**OPTIONS, "proofValue": RDFC_VALUE}]


def test_the_w3c_vectors_verify() -> None:
    """§B.1 and §B.2, eddsa-rdfc-2022 and eddsa-jcs-2022."""
    public = public_key(PUBLIC)
    rdfc = {**OPTIONS, "proofValue": RDFC_VALUE}
    check_proof(DOCUMENT, rdfc, public_key=public, linker=EXAMPLES_LINKER)
    check_proof(DOCUMENT, JCS_PROOF, public_key=public)


def test_a_changed_jcs_document_is_refused() -> None:
    """Any value counts, and so do the contexts it was signed under."""
    public = public_key(PUBLIC)
    with pytest.raises(ProofError, match="altered"):
        check_proof({**DOCUMENT, "name": "Other"}, JCS_PROOF, public_key=public)
    reordered = {**DOCUMENT, "@context": [EXAMPLES, CREDENTIALS_V2]}
    with pytest.raises(ProofError, match="contexts"):
        check_proof(reordered, JCS_PROOF, public_key=public)


def test_a_jcs_proof_needs_no_context_of_its_own() -> None:
    """§3.3.5 puts one in; older signers did not, and the signature settles it."""
    proof = {name: value for name, value in JCS_PROOF.items() if name != "@context"}
    with pytest.raises(ProofError, match="altered"):
        check_proof(DOCUMENT, proof, public_key=public_key(PUBLIC))


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [leaf for name, inner in value.items() for leaf in leaves(inner, (*path, name))]
    if isinstance(value, list):
        return [leaf for n, inner in enumerate(value) for leaf in leaves(inner, (*path, n))]
    return [path]


def changed(document: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    import copy

    copied = copy.deepcopy(document)
    place: Any = copied
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = "urn:x:other" if isinstance(place[path[-1]], str) else "2"
    return copied


def test_no_value_of_a_badge_can_be_changed() -> None:
    """Every single text and number of the default document is covered by the signature."""
    secured = badge()
    proof = secured["proof"][0]
    public = public_key(key().multikey)
    check_proof(secured, proof, public_key=public)
    for path in leaves({name: v for name, v in secured.items() if name != "proof"}):
        with pytest.raises(BadgeError):
            check_proof(changed(secured, path), proof, public_key=public)


def test_no_option_of_a_proof_can_be_changed() -> None:
    """When it was made, with which key and for what are signed too."""
    secured = badge()
    for name in secured["proof"][0]:
        proof = {**secured["proof"][0], name: "urn:x:other"}
        with pytest.raises(BadgeError):
            check_proof(secured, proof, public_key=public_key(key().multikey))


def test_another_key_does_not_verify() -> None:
    """The same badge under another public key."""
    secured = badge()
    with pytest.raises(ProofError, match="altered"):
        check_proof(secured, secured["proof"][0], public_key=public_key(key(2).multikey))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"proofPurpose": "authentication"}, "another purpose"),
        ({"proofValue": "z123"}, "not a signature of Ed25519"),
        ({"proofValue": multibase_encode(b"\x01" * 64, base="u")}, "not a signature of Ed25519"),
        ({"verificationMethod": None}, "no “verificationMethod”"),
    ],
)
def test_a_malformed_proof_is_refused_with_its_reason(change: dict[str, Any], why: str) -> None:
    """Wrong purpose, wrong signature, missing key."""
    secured = badge()
    with pytest.raises(ProofError, match=why):
        check_proof(secured, {**secured["proof"][0], **change}, public_key=NOBODY)


@pytest.mark.parametrize("change", [{"type": "Ed25519Signature2018"}, {"cryptosuite": "bbs-2023"}])
def test_a_proof_of_a_kind_not_checked_here_says_so(change: dict[str, Any]) -> None:
    """It is not called forged."""
    secured = badge()
    with pytest.raises(UnsupportedProofError, match="not checked here"):
        check_proof(secured, {**secured["proof"][0], **change}, public_key=NOBODY)


def test_a_signed_document_is_not_signed_again() -> None:
    """Two proofs crash a wide-spread wallet."""
    with pytest.raises(ProofError, match="signed already"):
        add_proof(badge(), signer=key(), created=NOW)


def test_parts_that_only_a_search_could_tell_apart_are_not_signed() -> None:
    """Implementations differ there: equal unnamed parts have to be given identifiers."""
    document = documents.credential(award())
    twin = {"type": ["Alignment"], "targetName": "Same", "targetUrl": "https://case.example/1"}
    document["credentialSubject"]["achievement"]["alignment"] = [twin, dict(twin)]
    with pytest.raises(CanonicalisationError, match="give them identifiers"):
        add_proof(document, signer=key(), created=NOW)


@pytest.mark.parametrize("character", ["\ufffe", "\uffff"])
def test_characters_that_verifiers_escape_differently_are_not_signed(character: str) -> None:
    """RDFC-1.0 escapes them, Digital Bazaar's canoniser does not."""
    document = documents.credential(award(narrative=f"a{character}b"))
    with pytest.raises(UnreadableError, match="no character"):
        add_proof(document, signer=key(), created=NOW)


def test_a_time_needs_its_zone() -> None:
    """A naive moment would be signed as whatever the machine's zone is."""
    assert timestamp(datetime(2026, 1, 1, 1, 0, 5, 999, tzinfo=UTC)) == "2026-01-01T01:00:05Z"
    with pytest.raises(ValueError, match="time zone"):
        timestamp(datetime(2026, 1, 1))  # noqa: DTZ001 - the naive moment is the test


def test_equal_awards_are_signed_to_equal_bytes() -> None:
    """Ed25519 is deterministic, and so is everything before it."""
    signer: Key = key()
    assert badge(signer) == badge(signer)

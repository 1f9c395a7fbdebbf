"""Data Integrity proofs, made and checked; `suites` says which kinds.

Source: W3C Verifiable Credential Data Integrity 1.0, §2.1 and §4; the cryptosuites' own
standards are named in `suites`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from lapel.domain.badges import chains, suites
from lapel.domain.badges.disclosure import check_disclosed
from lapel.domain.badges.errors import ProofError, UnsupportedProofError
from lapel.domain.badges.keys import Kind, PublicKey, kind_named
from lapel.domain.badges.linked import Linker, default_linker
from lapel.domain.badges.multiformats import multibase_decode, multibase_encode
from lapel.domain.badges.suites import (
    ECDSA_SD,
    EDDSA_JCS,
    EDDSA_RDFC,
    Suite,
    check_form,
    check_key,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["EDDSA_JCS", "EDDSA_RDFC", "Signer", "add_proof", "check_form", "check_proof"]


class Signer(Protocol):
    """Whoever holds a key: signs bytes, and names the key as a DID URL."""

    @property
    def verification_method(self) -> str:
        """The DID URL of the key, such as did:web:example.org#z6Mk."""

    def sign(self, data: bytes) -> bytes:
        """Return the signature of `data`: 64 bytes, or 96 with P-384; ECDSA as r and s."""


def add_proof(  # noqa: PLR0913 - the kinds of proof are told apart by two more words
    document: Mapping[str, Any],
    *,
    signer: Signer,
    created: datetime,
    linker: Linker | None = None,
    suite: str | None = None,
    kind: Kind | None = None,
) -> dict[str, Any]:
    """Return a copy of `document` with one proof in a one-element array.

    `kind` is the kind of the signer's key, which must go with the suite; left out, it is the one
    that the key's DID URL spells, and the suite the default of that kind. Refuses (BadgeError) a
    document that is signed already, is not safe JSON-LD, holds unnamed parts that only an
    elaborate search could tell apart, or text that verifiers escape differently.
    """
    if "proof" in document:
        raise ProofError("The document is signed already.")
    kind = kind or kind_named(signer.verification_method)
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite or suites.default_suite(kind),
        "created": timestamp(created),
        "verificationMethod": signer.verification_method,
        "proofPurpose": "assertionMethod",
    }
    proof = make_proof(document, options, kind=kind, sign=signer.sign, linker=linker)
    return {**document, "proof": [proof]}


def make_proof(
    document: Mapping[str, Any],
    options: Mapping[str, Any],
    *,
    kind: Kind,
    sign: Callable[[bytes], bytes],
    linker: Linker | None = None,
) -> dict[str, Any]:
    """Return the proof of an unsecured document under these options (Data Integrity 1.0, §4.2).

    For a chain, `document` holds the proofs that `previousProof` names and no others (§4.3, step
    6). A JCS proof is given the document's contexts (vc-di-eddsa §3.3.1, step 2).
    """
    suite = suites.suite_of(options)
    check_key(suite, kind)
    if suite.name == ECDSA_SD:
        raise UnsupportedProofError("Proofs of kind “{name}” are not made here.", name=suite.name)
    if suite.jcs:
        suites.check_portable(document)
    if suite.jcs and "@context" in document:
        options = {**options, "@context": document["@context"]}
    data = _data(document, options, suite, kind, linker or default_linker(), distinct=True)
    signature = sign(data)
    if len(signature) != kind.signature_size:
        raise ProofError("The signer's key is not a key of {crv}.", crv=kind.crv)
    return {**options, "proofValue": multibase_encode(signature)}


def check_proof(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    *,
    public_key: PublicKey,
    linker: Linker | None = None,
    purpose: str = "assertionMethod",
) -> None:
    """Raise ProofError unless `proof` is the key's signature of the document, made for `purpose`.

    `document` may hold its proofs; all are set aside but those that `proof` names as previous.
    The clock, the purpose's right and the key's owner are not judged here, nor whether the
    previous proofs are sound: check them as well (Data Integrity 1.0, §4.4 and §4.5).
    """
    suite = check_form(proof, purpose=purpose)
    check_key(suite, public_key.kind)
    unsecured = chains.covered(document, proof)
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    linker = linker or default_linker()
    if suite.name == ECDSA_SD:
        value = proof["proofValue"]
        check_disclosed(unsecured, options, value, public_key=public_key, linker=linker)
        return
    signature = _signature(proof, public_key.kind)
    data = _data(unsecured, options, suite, public_key.kind, linker, distinct=False)
    if not public_key.verifies(signature, data):
        raise ProofError("The signature does not match: the badge was altered.")


def timestamp(moment: datetime) -> str:
    """Return an aware moment as UTC to the second, as in 2026-11-21T22:00:00Z."""
    if moment.tzinfo is None:
        raise ValueError("A timestamp needs a time zone.")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _data(  # noqa: PLR0913 - what a signature covers
    document: Mapping[str, Any],
    options: Mapping[str, Any],
    suite: Suite,
    kind: Kind,
    linker: Linker,
    *,
    distinct: bool,
) -> bytes:
    """Return the bytes that are signed."""
    if suite.jcs:
        return suites.jcs_hash(document, options, kind=kind)
    return suites.rdfc_hash(document, options, kind=kind, linker=linker, distinct=distinct)


def _signature(proof: Mapping[str, Any], kind: Kind) -> bytes:
    value: str = proof["proofValue"]
    signature = multibase_decode(value)
    if not value.startswith("z") or len(signature) != kind.signature_size:
        raise ProofError("The proof's value is not a signature of {crv}.", crv=kind.crv)
    return signature

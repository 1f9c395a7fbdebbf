"""Data Integrity proofs: eddsa-rdfc-2022 made and checked, eddsa-jcs-2022 checked.

Source: W3C Data Integrity EdDSA Cryptosuites 1.0, §3.2 and §3.3.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lapel.domain.badges.errors import (
    CanonicalisationError,
    ProofError,
    UnreadableError,
    UnsupportedProofError,
)
from lapel.domain.badges.linked import Linker, default_linker
from lapel.domain.badges.multiformats import multibase_decode, multibase_encode
from lapel.domain.badges.rdfc10 import canonicalise

EDDSA_RDFC = "eddsa-rdfc-2022"
EDDSA_JCS = "eddsa-jcs-2022"
_SIGNATURE_BYTES = 64
_REQUIRED = ("type", "cryptosuite", "verificationMethod", "proofPurpose", "proofValue")


class Signer(Protocol):
    """Whoever holds an Ed25519 key: signs bytes, and names the key as a DID URL."""

    @property
    def verification_method(self) -> str:
        """The DID URL of the key, such as did:web:example.org#z6Mk."""

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature of `data`."""


def add_proof(
    document: Mapping[str, Any],
    *,
    signer: Signer,
    created: datetime,
    linker: Linker | None = None,
) -> dict[str, Any]:
    """Return a copy of `document` with one eddsa-rdfc-2022 proof in a one-element array.

    Refuses (BadgeError) a document that is signed already, is not safe JSON-LD, holds unnamed
    parts that only an elaborate search could tell apart, or text that verifiers escape
    differently.
    """
    if "proof" in document:
        raise ProofError("The document is signed already.")
    _check_portable(document)
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": EDDSA_RDFC,
        "created": timestamp(created),
        "verificationMethod": signer.verification_method,
        "proofPurpose": "assertionMethod",
    }
    signature = signer.sign(
        _rdfc_hash(document, options, linker or default_linker(), distinct=True)
    )
    return {**document, "proof": [{**options, "proofValue": multibase_encode(signature)}]}


def check_proof(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    *,
    public_key: bytes,
    linker: Linker | None = None,
) -> None:
    """Raise ProofError unless `proof` is the Ed25519 key's signature of the document.

    `document` may hold its proofs; they are set aside. The clock, the purpose's right and the
    key's owner are not judged here.
    """
    suite = check_form(proof)
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    if suite == EDDSA_RDFC:
        data = _rdfc_hash(unsecured, options, linker or default_linker(), distinct=False)
    else:
        data = _jcs_hash(unsecured, options)
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(_signature(proof), data)
    except InvalidSignature as error:
        raise ProofError("The signature does not match: the badge was altered.") from error


def check_form(proof: Mapping[str, Any]) -> str:
    """Return the cryptosuite of a well-formed proof that can be checked here."""
    if proof.get("type") != "DataIntegrityProof":
        raise UnsupportedProofError(f"Proofs of type “{proof.get('type')}” are not checked here.")
    for name in _REQUIRED:
        if not isinstance(proof.get(name), str):
            raise ProofError(f"The proof has no “{name}”.")
    suite: str = proof["cryptosuite"]
    if suite not in {EDDSA_RDFC, EDDSA_JCS}:
        raise UnsupportedProofError(f"Signatures of kind “{suite}” are not checked here.")
    if proof["proofPurpose"] != "assertionMethod":
        raise ProofError("The proof was made for another purpose than issuing.")
    return suite


def timestamp(moment: datetime) -> str:
    """Return an aware moment as UTC to the second, as in 2026-11-21T22:00:00Z."""
    if moment.tzinfo is None:
        raise ValueError("A timestamp needs a time zone.")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _rdfc_hash(
    document: Mapping[str, Any], options: Mapping[str, Any], linker: Linker, *, distinct: bool
) -> bytes:
    """Return SHA-256 of the canonical proof options, then of the canonical document (§3.2.4)."""
    configuration = {**options, "@context": document.get("@context")}
    canonical = canonicalise(linker.quads(document))
    if distinct and canonical.ties:
        raise CanonicalisationError(
            "Unnamed parts of the document look the same from nearby: give them identifiers."
        )
    parts = (canonicalise(linker.quads(configuration)).text, canonical.text)
    return b"".join(hashlib.sha256(part.encode()).digest() for part in parts)


def _jcs_hash(document: Mapping[str, Any], options: Mapping[str, Any]) -> bytes:
    """Return SHA-256 of the JCS proof options, then of the JCS document (§3.3)."""
    import rfc8785

    wanted, given = options.get("@context"), document.get("@context")
    if wanted is not None:
        if _as_list(given)[: len(_as_list(wanted))] != _as_list(wanted):
            raise ProofError("The document's contexts are not those that were signed.")
        document = {**document, "@context": wanted}
    return b"".join(
        hashlib.sha256(rfc8785.dumps(dict(part))).digest() for part in (options, document)
    )


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _signature(proof: Mapping[str, Any]) -> bytes:
    value: str = proof["proofValue"]
    signature = multibase_decode(value)
    if not value.startswith("z") or len(signature) != _SIGNATURE_BYTES:
        raise ProofError("The proof's value is not an Ed25519 signature.")
    return signature


def _check_portable(value: Any) -> None:
    """Refuse U+FFFE and U+FFFF, which RDFC-1.0 escapes and wide-spread verifiers do not."""
    if isinstance(value, str) and ("\ufffe" in value or "\uffff" in value):
        raise UnreadableError(
            "The document holds a character that is no character (U+FFFE, U+FFFF)."
        )
    if isinstance(value, Mapping):
        for inner in value.values():
            _check_portable(inner)
    elif isinstance(value, list):
        for inner in value:
            _check_portable(inner)

"""Badges with several proofs: sets, and chains by `previousProof`."""

from __future__ import annotations

from typing import Any

from domain.badges.badge_makers import Key, award, key
from lapel.domain.badges import documents
from lapel.domain.badges.keys import Kind
from lapel.domain.badges.proof import make_proof

FIRST, SECOND, THIRD = (f"urn:uuid:5a0a9e62-3d38-4ee6-a5ad-0c1a6c2c2b5{n}" for n in range(3))


def proof_of(
    document: dict[str, Any], signer: Key, suite: str = "eddsa-rdfc-2022", **options: Any
) -> dict[str, Any]:
    """One more proof of a document and of the proofs that the options name as previous."""
    named = options.get("previousProof", [])
    named = named if isinstance(named, list) else [named]
    held = [one for one in document.get("proof", []) if one.get("id") in named]
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    whole = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": "2026-11-20T12:00:00Z",
        "verificationMethod": signer.verification_method,
        "proofPurpose": "assertionMethod",
        **options,
    }
    covered = {**unsecured, "proof": held} if held else unsecured
    return make_proof(covered, whole, kind=Kind.ED25519, sign=signer.sign)


def signed(
    *each: dict[str, Any], suite: str = "eddsa-rdfc-2022", unsigned: dict[str, Any] | None = None
) -> dict[str, Any]:
    """An award with one proof for each set of options, in their order."""
    document = {**(unsigned or documents.credential(award())), "proof": []}
    for options in each:
        signer = key(options.pop("seed", 1))
        document["proof"].append(proof_of(document, signer, suite, **options))
    return document


def chain(**changes: Any) -> dict[str, Any]:
    """Two proofs, the second of which covers the first."""
    suite = changes.pop("suite", "eddsa-rdfc-2022")
    unsigned = changes.pop("unsigned", None)
    second = {"id": SECOND, "previousProof": FIRST, "seed": 2, **changes}
    return signed({"id": FIRST}, second, suite=suite, unsigned=unsigned)

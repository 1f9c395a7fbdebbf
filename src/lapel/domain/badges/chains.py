"""Proofs that cover other proofs: what each of a document's proofs was made over.

Source: W3C Verifiable Credential Data Integrity 1.0, §2.1.1 (sets), §2.1.2 (chains), §4.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lapel.domain.badges.errors import ProofError


def covered(document: Mapping[str, Any], proof: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `proof` covers: the document, with no proofs but those it names as previous.

    Raises ProofError where `previousProof` names none of the document's proofs, or more than one
    by the same id (§4.5, steps 3.2 and 3.3).
    """
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    named = _named(proof)
    if not named:
        return unsecured
    previous = [one for one in _proofs(document) if one.get("id") in named]
    if sorted(one["id"] for one in previous) != sorted(named):
        raise ProofError("The proof rests on an earlier proof that the badge does not hold once.")
    return {**unsecured, "proof": previous}


def _named(proof: Mapping[str, Any]) -> list[str]:
    """Return the ids in `previousProof`: a text, or a list of texts."""
    value = proof.get("previousProof", [])
    ids = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) for one in ids):
        raise ProofError("The proof's “{name}” is not the name of a proof.", name="previousProof")
    return list(dict.fromkeys(ids))  # a list: an id that is asked for in it may be anything


def _proofs(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    value = document.get("proof", [])
    proofs = value if isinstance(value, list) else [value]
    return [one for one in proofs if isinstance(one, Mapping)]

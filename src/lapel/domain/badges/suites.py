"""The kinds of proof known here: which hash is signed, with which keys.

Sources: W3C Data Integrity EdDSA Cryptosuites 1.0, §3 (with Ed25519Signature2020); W3C Data
Integrity ECDSA Cryptosuites 1.0, §3.2 and §3.3; `disclosure` has its §3.4 to §3.6.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import strictjson
from lapel.domain.badges.errors import (
    CanonicalisationError,
    ProofError,
    UnreadableError,
    UnsupportedProofError,
)
from lapel.domain.badges.keys import Kind

if TYPE_CHECKING:
    from lapel.domain.badges.linked import Linker
    from lapel.domain.badges.rdfc10 import Algorithm

EDDSA_RDFC = "eddsa-rdfc-2022"
EDDSA_JCS = "eddsa-jcs-2022"
ECDSA_RDFC = "ecdsa-rdfc-2019"
ECDSA_JCS = "ecdsa-jcs-2019"
ECDSA_SD = "ecdsa-sd-2023"
ED25519_SIGNATURE_2020 = "Ed25519Signature2020"
DATA_INTEGRITY_PROOF = "DataIntegrityProof"
_NO_CHARACTER = re.compile("[\ufffe\uffff]")
_SUSPECT = ("\ufffe", "\uffff", "\\uFFFE", "\\uFFFF")  # as they stand in N-Quads
_REQUIRED = ("type", "verificationMethod", "proofPurpose", "proofValue")


@dataclass(frozen=True)
class Suite:
    """A kind of proof: its keys, and whether JCS text or RDF is hashed."""

    name: str
    kinds: frozenset[Kind]
    jcs: bool = False


_EDDSA, _ECDSA = frozenset({Kind.ED25519}), frozenset({Kind.P256, Kind.P384})
SUITES = {
    suite.name: suite
    for suite in (
        Suite(EDDSA_RDFC, _EDDSA),
        Suite(EDDSA_JCS, _EDDSA, jcs=True),
        Suite(ECDSA_RDFC, _ECDSA),
        Suite(ECDSA_JCS, _ECDSA, jcs=True),
        Suite(ECDSA_SD, frozenset({Kind.P256})),
        Suite(ED25519_SIGNATURE_2020, _EDDSA),
    )
}


def default_suite(kind: Kind) -> str:
    """Return the name of the suite in which badges are signed with a key of this kind."""
    return EDDSA_RDFC if kind is Kind.ED25519 else ECDSA_RDFC


def suite_of(options: Mapping[str, Any]) -> Suite:
    """Return the suite that a proof, or its options, names; raises UnsupportedProofError."""
    kind, name = options.get("type"), options.get("cryptosuite")
    if kind == ED25519_SIGNATURE_2020:
        return SUITES[ED25519_SIGNATURE_2020]
    if kind != DATA_INTEGRITY_PROOF:
        raise UnsupportedProofError("Proofs of type “{kind}” are not checked here.", kind=kind)
    if not isinstance(name, str):
        raise ProofError("The proof has no “cryptosuite”.")
    if name not in SUITES or name == ED25519_SIGNATURE_2020:
        raise UnsupportedProofError("Signatures of kind “{name}” are not checked here.", name=name)
    return SUITES[name]


def check_form(proof: Mapping[str, Any], *, purpose: str = "assertionMethod") -> Suite:
    """Return the suite of a well-formed proof that can be checked here, made for `purpose`."""
    suite = suite_of(proof)
    for name in _REQUIRED:
        if not isinstance(proof.get(name), str):
            raise ProofError("The proof has no “{name}”.", name=name)
    if purpose == "authentication" != proof["proofPurpose"]:
        raise ProofError("The proof was made for another purpose than showing.")
    if proof["proofPurpose"] != purpose:
        raise ProofError("The proof was made for another purpose than issuing.")
    return suite


def check_key(suite: Suite, kind: Kind) -> None:
    """Raise ProofError where a suite is not for keys of this kind: keys must not be confused."""
    if kind not in suite.kinds:
        raise ProofError(
            "A proof of kind “{name}” is not made with a key of {crv}.",
            name=suite.name,
            crv=kind.crv,
        )


def rdfc_hash(
    document: Mapping[str, Any],
    options: Mapping[str, Any],
    *,
    kind: Kind,
    linker: Linker,
    distinct: bool = False,
) -> bytes:
    """Return the hash of the canonical proof options, then of the canonical document.

    SHA-256, or SHA-384 for P-384 keys, in the canonicalisation too (vc-di-ecdsa §3.2.3, §3.2.4).
    With `distinct`, for issuing, blank nodes that tie at first degree are refused, and text that
    verifiers escape differently.
    """
    algorithm: Algorithm = "sha384" if kind is Kind.P384 else "sha256"
    configuration = {**options, "@context": document.get("@context")}
    canonical = linker.canonical(document, algorithm=algorithm)
    if distinct and canonical.ties:
        raise CanonicalisationError(
            "Unnamed parts of the document look the same from nearby: give them identifiers."
        )
    if distinct and any(one in canonical.text for one in _SUSPECT):
        check_portable(document)
    proof = linker.canonical(configuration, algorithm=algorithm)
    return b"".join(
        hashlib.new(algorithm, part.text.encode()).digest() for part in (proof, canonical)
    )


def jcs_hash(document: Mapping[str, Any], options: Mapping[str, Any], *, kind: Kind) -> bytes:
    """Return the hash of the JCS proof options, then of the JCS document (vc-di-eddsa §3.3).

    Where the options carry contexts, the document's must begin with them (§3.3.2, step 4).
    Raises UnreadableError where either holds what no JSON text may.
    """
    import rfc8785

    for part in (options, document):
        strictjson.check_limits(part)
    wanted, given = options.get("@context"), document.get("@context")
    if wanted is not None:
        if _as_list(given)[: len(_as_list(wanted))] != _as_list(wanted):
            raise ProofError("The document's contexts are not those that were signed.")
        document = {**document, "@context": wanted}
    algorithm = "sha384" if kind is Kind.P384 else "sha256"
    return b"".join(
        hashlib.new(algorithm, rfc8785.dumps(dict(part))).digest() for part in (options, document)
    )


def check_portable(value: Any) -> None:
    """Refuse U+FFFE and U+FFFF, which RDFC-1.0 escapes and wide-spread verifiers do not."""
    if isinstance(value, str) and _NO_CHARACTER.search(value):
        raise UnreadableError(
            "The document holds a character that is no character (U+FFFE, U+FFFF)."
        )
    if isinstance(value, Mapping):
        for inner in value.values():
            check_portable(inner)
    elif isinstance(value, list):
        for inner in value:
            check_portable(inner)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]

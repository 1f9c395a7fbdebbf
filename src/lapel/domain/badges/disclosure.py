"""Proofs of kind ecdsa-sd-2023, derived by a holder who shows a part of a credential.

The issuer signs the mandatory statements as one hash, and each other statement by itself under
a key made for this one proof. The holder passes on the signatures of what is shown, and random
names for its unnamed nodes, so that the rest cannot be guessed.

Source: W3C Data Integrity ECDSA Cryptosuites 1.0, §3.4 (selective disclosure functions), §3.5
(the proof's value) and §3.6.6 and §3.6.7 (verifying a derived proof).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import cbor, nquads
from lapel.domain.badges.errors import ProofError, UnsupportedProofError
from lapel.domain.badges.keys import Kind, PublicKey
from lapel.domain.badges.multiformats import base64url_encode, multibase_decode
from lapel.domain.badges.rdfc10 import canonicalise
from lapel.domain.badges.suites import ECDSA_SD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lapel.domain.badges.linked import Linker

MAX_SIGNED = 2_000  # statements signed one by one: a quarter of a second's work
_BASE, _DERIVED = b"\xd9\x5d\x00", b"\xd9\x5d\x01"
_SIGNATURE, _LABEL = 64, 32
_ALTERED = "The signature does not match: the badge was altered."
_LACKING = "The badge lacks statements that its holder's proof covers."
_MALFORMED = "The proof's value is not what a holder derives with {name}."


@dataclass(frozen=True)
class Disclosed:
    """The parts of a derived proof's value (§3.5.7).

    `labels` names each unnamed node after its canonical number; `mandatory` are the places of
    the mandatory statements among all that are shown, once these are sorted.
    """

    base_signature: bytes
    key: PublicKey
    signatures: list[bytes]
    labels: Mapping[int, bytes]
    mandatory: frozenset[int]


def read_value(value: str) -> Disclosed:
    """Return the parts of a derived proof's value; raises ProofError for another (§3.5.7).

    A base proof, which its issuer gives the holder alone, is named as what it is.
    """
    data = multibase_decode(value) if value.startswith("u") else b""
    if data[:3] == _BASE:
        raise UnsupportedProofError(
            "The proof is the one for the holder alone: the holder derives another to show."
        )
    parts = cbor.read(data[3:]) if data[:3] == _DERIVED else None
    if not isinstance(parts, list) or not _is_sound(parts):
        raise ProofError(_MALFORMED, name=ECDSA_SD)
    signature, key, signatures, labels, mandatory = parts
    key = PublicKey(Kind.P256, key.removeprefix(Kind.P256.prefix))
    return Disclosed(signature, key, signatures, labels, frozenset(mandatory))


def check_disclosed(
    document: Mapping[str, Any],
    options: Mapping[str, Any],
    value: str,
    *,
    public_key: PublicKey,
    linker: Linker,
) -> None:
    """Raise ProofError unless a derived proof covers every statement of `document` (§3.6.7).

    `public_key` is the issuer's, `options` is the proof without its value. Statements that the
    holder left out are not missed: only the issuer's mandatory ones have to be there.
    """
    disclosed = read_value(value)
    statements = _statements(document, disclosed.labels, linker)
    if not disclosed.mandatory <= set(range(len(statements))):
        raise ProofError(_LACKING)
    mandatory = [one for place, one in enumerate(statements) if place in disclosed.mandatory]
    others = [one for place, one in enumerate(statements) if place not in disclosed.mandatory]
    _check_count(len(others), len(disclosed.signatures))
    configuration = linker.canonical({**options, "@context": document.get("@context")})
    covered = b"".join(
        (_sha256(configuration.text), _multikey(disclosed.key), _sha256("".join(mandatory)))
    )
    if not public_key.verifies(disclosed.base_signature, covered):
        raise ProofError(_ALTERED)
    for statement, signature in zip(others, disclosed.signatures, strict=True):
        if not disclosed.key.verifies(signature, statement.encode()):
            raise ProofError(_ALTERED)


def _is_sound(parts: list[Any]) -> bool:
    """Say whether the five parts have the types and lengths of §3.5.7, step 6."""
    match parts:
        case [bytes() as signature, bytes() as key, list() as signatures, dict() as labels, list()]:
            sizes = {len(one) if isinstance(one, bytes) else 0 for one in [signature, *signatures]}
            names = [len(one) if isinstance(one, bytes) else 0 for one in labels.values()]
        case _:
            return False
    prefixed = len(key) == Kind.P256.size + 2 and key.startswith(Kind.P256.prefix)
    numbers = all(isinstance(one, int) for one in parts[4])
    return prefixed and numbers and sizes == {_SIGNATURE} and set(names) <= {_LABEL}


def _statements(
    document: Mapping[str, Any], labels: Mapping[int, bytes], linker: Linker
) -> list[str]:
    """Return the document's lines of N-Quads in order, unnamed nodes as the proof names them.

    §3.4.6 (label replacement canonicalization). Every node has a name, no two the same, and no
    name is left over: else two nodes could be shown as one.
    """
    quads = linker.quads(document)
    canonical = canonicalise(quads)
    named = {f"_:c14n{number}": f"_:u{base64url_encode(one)}" for number, one in labels.items()}
    is_whole = named.keys() == set(canonical.labels.values())
    if not is_whole or len(set(named.values())) != len(named):
        raise ProofError("The proof does not name each unnamed part of the badge once.")
    given = {node: named[label] for node, label in canonical.labels.items()}
    return sorted(
        nquads.line((given.get(s, s), p, given.get(o, o), given.get(g, g))) for s, p, o, g in quads
    )


def _check_count(shown: int, signed: int) -> None:
    if shown > MAX_SIGNED:
        raise ProofError("The proof signs more than {most} statements.", most=MAX_SIGNED)
    if signed < shown:
        raise ProofError("The badge says more than its holder's proof covers.")
    if signed > shown:
        raise ProofError(_LACKING)


def _multikey(key: PublicKey) -> bytes:
    return key.kind.prefix + key.raw


def _sha256(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()

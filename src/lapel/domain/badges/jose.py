"""Compact JSON Web Signatures with a short list of algorithms.

Sources: RFC 7515 (JWS), RFC 8037 (EdDSA), RFC 7518 §3.4 (ES256, ES384), RFC 8725 (best practices:
an allow-list of algorithms, explicit types, keys that go with one algorithm).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import strictjson
from lapel.domain.badges.errors import ProofError, UnsupportedProofError
from lapel.domain.badges.keys import Kind, PublicKey
from lapel.domain.badges.multiformats import base64url_decode, base64url_encode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ALGORITHMS = {kind.alg: kind for kind in Kind}
_FORM = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]*)")
# “none” and shared secrets are how tokens are forged; other algorithms are merely unknown here.
_FORGERS = re.compile(r"none|HS\d+", re.IGNORECASE)


@dataclass(frozen=True)
class Token:
    """A compact JWS taken apart; nothing in it has been checked but its form."""

    header: Mapping[str, Any]
    payload: Mapping[str, Any]
    signed: bytes
    signature: bytes

    @property
    def type(self) -> str:
        """The header's “typ” without a leading “application/” (RFC 7515 §4.1.9), in lower case."""
        return str(self.header.get("typ", "")).lower().removeprefix("application/")


def is_token(text: str) -> bool:
    """Say whether a text looks like a compact JWS or an SD-JWT."""
    return _FORM.fullmatch(text.strip().partition("~")[0]) is not None


def read_token(text: str) -> Token:
    """Take a compact JWS apart; raises UnreadableError or ProofError for what is none.

    Duplicate names in header and payload are refused, as in every JSON read here.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise ProofError("The text is not a signed token.")
    header, payload, signature = (base64url_decode(part) for part in found.groups())
    token = Token(
        strictjson.read_object(header),
        strictjson.read_object(payload),
        text.rpartition(".")[0].encode(),
        signature,
    )
    _check_header(token.header)
    return token


def check_token(token: Token, public_key: PublicKey) -> None:
    """Raise ProofError unless the token is signed with this key, in the key's own algorithm."""
    algorithm = token.header["alg"]
    if ALGORITHMS[algorithm] is not public_key.kind:
        raise ProofError(
            "The token says “{alg}”, which is not what a key of {crv} signs with.",
            alg=algorithm,
            crv=public_key.kind.crv,
        )
    if not public_key.verifies(token.signature, token.signed):
        raise ProofError("The signature does not match: the badge was altered.")


def make_token(
    header: Mapping[str, Any],
    payload: Mapping[str, Any],
    *,
    kind: Kind,
    sign: Callable[[bytes], bytes],
) -> str:
    """Return a compact JWS; the algorithm is the one of the signer's kind of key."""
    parts = ({"alg": kind.alg, **header}, payload)
    signed = ".".join(base64url_encode(compact(part).encode()) for part in parts)
    return f"{signed}.{base64url_encode(sign(signed.encode()))}"


def compact(value: Any) -> str:
    """Return JSON without spaces, in UTF-8 unescaped."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _check_header(header: Mapping[str, Any]) -> None:
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or _FORGERS.fullmatch(algorithm):
        raise ProofError("The token's algorithm “{alg}” proves nothing.", alg=algorithm)
    if algorithm not in ALGORITHMS:
        raise UnsupportedProofError(
            "Tokens signed with “{alg}” are not checked here.", alg=algorithm
        )
    if "crit" in header or "b64" in header:  # RFC 7515 §4.1.11: what is not understood is refused
        raise UnsupportedProofError("The token asks for something that is not known here.")

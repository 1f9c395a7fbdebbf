"""A holder's key: how a wallet shows that it holds one, and a badge bound to it.

Sources: OpenID for Verifiable Credential Issuance 1.0, Appendix F.1 and F.4, and draft 13, §7.2.1
(the proof); W3C did:key 0.9; did:jwk (a JWK as an identifier).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import jose, strictjson
from lapel.domain.badges.did import did_key
from lapel.domain.badges.errors import BadgeError, IdentifierError, ProofError
from lapel.domain.badges.keys import SIGNING, public_key, public_key_of_jwk
from lapel.domain.badges.multiformats import base64url_decode

if TYPE_CHECKING:
    from collections.abc import Collection

    from lapel.domain.badges.keys import PublicKey

KEY_PROOF = "openid4vci-proof+jwt"
MAX_PROOF = 16 * 1024
# How old a proof may be, and by how much the wallet's clock may be ahead.
OLDEST = timedelta(minutes=10)
CLOCKS = timedelta(minutes=5)
_SECRETS = frozenset({"d", "k", "p", "q"})


@dataclass(frozen=True)
class Holder:
    """Whoever holds a key: the DID that stands for it, and its public half."""

    did: str
    key: PublicKey


@dataclass(frozen=True)
class KeyProof:
    """A proof that was sound; whether `nonce` is fresh is for the issuer to say."""

    holder: Holder
    nonce: str


def check_key_proof(text: str, *, audience: Collection[str], now: datetime) -> KeyProof:
    """Return who made a proof of possession for one of the issuers named in `audience`.

    The key stands in the header as `jwk`, or as `kid` with a did:key or did:jwk. A missing `typ`
    is borne, because a wide-spread wallet leaves it out; another one is not. Raises ProofError.
    """
    if len(text) > MAX_PROOF:
        raise ProofError("The proof of the key is too long.")
    try:
        token = jose.read_token(text)
        holder = _holder(token.header)
        _check_type(token)
        jose.check_token(token, holder.key)
    except BadgeError as error:
        raise ProofError("The proof of the key is not sound. {why}", why=error.said) from error
    _check_audience(token.payload.get("aud"), audience)
    _check_moment(token.payload, now)
    nonce = token.payload.get("nonce")
    if not isinstance(nonce, str) or not nonce:
        raise ProofError("The proof of the key holds no nonce.")
    return KeyProof(holder, nonce)


def holder_of(method: str) -> Holder:
    """Return the holder whom a did:key or did:jwk names, with or without a key's fragment.

    Raises IdentifierError for other identifiers, and for a fragment that is not the DID's own key.
    """
    did, _, fragment = method.partition("#")
    if did.startswith("did:key:"):
        own, key = did.removeprefix("did:key:"), public_key(did.removeprefix("did:key:"))
    elif did.startswith("did:jwk:"):
        own, key = "0", _key_of_did_jwk(did)
    else:
        raise IdentifierError("The holder's key could not be found.")
    if fragment and fragment != own:
        raise IdentifierError("The holder's identifier has no such key.")
    if key.kind not in SIGNING:
        raise IdentifierError("The key is of a kind that is not known here.")
    return Holder(did, key)


def bound_to(holder: Holder, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return an unsigned credential about the holder of a key, otherwise unchanged."""
    subject = document.get("credentialSubject")
    if "proof" in document or not isinstance(subject, Mapping):
        raise ProofError("Only an unsigned credential about one subject is bound to a key.")
    return {**document, "credentialSubject": {**subject, "id": holder.did}}


def _holder(header: Mapping[str, Any]) -> Holder:
    jwk, kid = header.get("jwk"), header.get("kid")
    if (jwk is None) == (kid is None) or "x5c" in header:
        raise ProofError("It does not name one key, by “jwk” or by “kid”.")
    if isinstance(kid, str):
        return holder_of(kid)
    if not isinstance(jwk, Mapping) or _SECRETS & jwk.keys():
        raise ProofError("Its “jwk” is not a public key.")
    key = public_key_of_jwk(jwk)
    return Holder(did_key(key.multikey), key)


def _key_of_did_jwk(did: str) -> PublicKey:
    encoded = did.removeprefix("did:jwk:")
    try:
        jwk = strictjson.read_object(base64url_decode(encoded))
    except BadgeError as error:
        raise IdentifierError("The holder's identifier is malformed.") from error
    if _SECRETS & jwk.keys():
        raise IdentifierError("The holder's identifier holds a secret key.")
    return public_key_of_jwk(jwk)


def _check_type(token: jose.Token) -> None:
    """Refuse a token made for another purpose (RFC 8725 §3.11)."""
    if "typ" in token.header and token.type != KEY_PROOF:
        raise ProofError("A token of type “{type}” proves no key.", type=token.type)


def _check_audience(said: Any, audience: Collection[str]) -> None:
    names = said if isinstance(said, list) else [said]
    wanted = {name.rstrip("/") for name in audience}
    if len(names) != 1 or not isinstance(names[0], str) or names[0].rstrip("/") not in wanted:
        raise ProofError("The proof of the key was made for another issuer.")


def _check_moment(payload: Mapping[str, Any], now: datetime) -> None:
    """Refuse an old proof; `nbf` stands in for the `iat` that one wallet leaves out."""
    made, ends = _moment(payload.get("iat", payload.get("nbf"))), payload.get("exp")
    if made is None or made < now - OLDEST:
        raise ProofError("The proof of the key is too old, or does not say when it was made.")
    if made > now + CLOCKS:
        raise ProofError("The proof of the key was made in the future.")
    if ends is not None and ((over := _moment(ends)) is None or over <= now):
        raise ProofError("The proof of the key is over.")


def _moment(value: Any) -> datetime | None:
    """Return a NumericDate (RFC 7519 §2) as a moment, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None

"""Credentials inside tokens: VC-JWT and SD-JWT VC.

Sources: W3C Securing Verifiable Credentials using JOSE and COSE, §3.1 (types, claims, keys); Open
Badges 3.0, §8.2 (claims that repeat the credential's); SD-JWT-based Verifiable Credentials (IETF
draft), §3.2. A token signs its bytes; the claims that repeat the credential must agree with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import jose, sdjwt
from lapel.domain.badges.checks import as_list, issuer_id, moment
from lapel.domain.badges.errors import BadgeError, ProofError, UnsupportedProofError
from lapel.domain.badges.jose import Token, check_token
from lapel.domain.badges.keys import Kind, PublicKey, jwk_of, kind_named
from lapel.domain.badges.linked import check_terms

if TYPE_CHECKING:
    from collections.abc import Callable

    from lapel.domain.badges.proof import Signer

VC_JWT = "vc+jwt"
SD_JWT_VC = "dc+sd-jwt"
OPEN_BADGE_TYPE = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential"
# “vc+sd-jwt” is what drafts before 2025 called it; “JWT” and nothing is what Open Badges 3.0 says.
_TYPES = frozenset({VC_JWT, "vc+ld+jwt", "jwt", ""})
_SD_TYPES = frozenset({SD_JWT_VC, "vc+sd-jwt", "vc+ld+json+sd-jwt"})
_CONTENTS = frozenset({"vc", "vc+ld+json", "application/vc", "application/vc+ld+json"})
_CLAIMS = frozenset({"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "vct", "_sd_alg"})


@dataclass(frozen=True)
class Enveloped:
    """A credential and the token that secures it."""

    document: dict[str, Any]
    token: Token
    claims: Mapping[str, Any]

    @property
    def method(self) -> str:
        """The DID URL of the key (vc-jose-cose §4.1); raises ProofError where none is named."""
        issuer, kid = issuer_id(self.document), self.token.header.get("kid")
        if isinstance(kid, str) and kid:
            return kid if kid.startswith("did:") else f"{issuer}#{kid.removeprefix('#')}"
        if issuer.startswith("did:key:"):
            return f"{issuer}#{issuer.removeprefix('did:key:')}"
        raise ProofError("The token does not name its key.")

    def check(self, public_key: PublicKey, *, now: datetime) -> None:
        """Raise ProofError unless the key signed it and its claims agree with the credential."""
        check_token(self.token, public_key)
        self._check_claims()
        self._check_dates(now)

    def _check_claims(self) -> None:
        subjects = as_list(self.document.get("credentialSubject"))
        subject = subjects[0].get("id") if subjects and isinstance(subjects[0], Mapping) else None
        said = {"iss": issuer_id(self.document), "jti": self.document.get("id"), "sub": subject}
        for claim, value in said.items():
            if claim in self.claims and value is not None and self.claims[claim] != value:
                raise ProofError(
                    "The token's “{claim}” is not what the badge inside it says.", claim=claim
                )

    def _check_dates(self, now: datetime) -> None:
        """Refuse a token over or not begun, unless the credential itself says the same."""
        for claim, name, ends in (("nbf", "validFrom", False), ("exp", "validUntil", True)):
            if claim not in self.claims:
                continue
            when, own = _numeric(self.claims[claim]), moment(self.document.get(name))
            if when is None:
                raise ProofError("The token's “{claim}” is not a date.", claim=claim)
            if own is not None and int(own.timestamp()) == int(when.timestamp()):
                continue
            if ends and when <= now:
                raise ProofError("The token itself has expired.")
            if not ends and when > now:
                raise ProofError("The token itself is not valid yet.")


def make_vc_jwt(document: Mapping[str, Any], *, signer: Signer, kind: Kind | None = None) -> str:
    """Return a credential as VC-JWT: the payload is the credential with claims that repeat it.

    `kind` is the kind of the signer's key; left out, it is the one that its DID URL spells.
    """
    _check_unsigned(document)
    kind = kind or kind_named(signer.verification_method)
    header = {"typ": VC_JWT, "cty": "vc", "kid": signer.verification_method}
    return jose.make_token(header, {**document, **_claims(document)}, kind=kind, sign=signer.sign)


def make_sd_jwt_vc(  # noqa: PLR0913 - each is one decision of the issuer
    document: Mapping[str, Any],
    *,
    signer: Signer,
    salt: Callable[[], str],
    hide: Sequence[sdjwt.Path] = (),
    vct: str = OPEN_BADGE_TYPE,
    holder: PublicKey | None = None,
    kind: Kind | None = None,
) -> str:
    """Return a credential as SD-JWT VC with all disclosures; `hide` names what may be left out.

    `salt` gives 128 random bits as base64url anew each time (RFC 9901 §9.3); with `holder` the
    token is bound to the holder's key.
    """
    _check_unsigned(document)
    payload = {**document, **_claims(document), "vct": vct}
    if holder is not None:
        payload["cnf"] = {"jwk": jwk_of(holder)}  # RFC 7800 §3.2
    hidden, disclosures = sdjwt.hide_claims(payload, hide, salt=salt)
    header = {"typ": SD_JWT_VC, "kid": signer.verification_method}
    kind = kind or kind_named(signer.verification_method)
    token = jose.make_token(header, hidden, kind=kind, sign=signer.sign)
    return "~".join([token, *disclosures, ""])


def open_token(text: str) -> Enveloped:
    """Return the credential in a VC-JWT or SD-JWT VC; no signature has been checked yet.

    Raises UnreadableError, ProofError or UnsupportedProofError with a sentence.
    """
    parts = sdjwt.split(text.strip())
    token = jose.read_token(parts.token)
    if parts.is_plain:
        _check_type(token, _TYPES)
        claims = token.payload
    else:
        _check_type(token, _SD_TYPES)
        claims = sdjwt.disclose(token.payload, parts.disclosures)
        sdjwt.check_binding(parts, claims)
    if "proof" in claims:
        raise ProofError("The token holds a second proof, which it does not need.")
    if "vc" in claims:
        raise UnsupportedProofError("The token holds its credential in an older form (“vc”).")
    document = {name: value for name, value in claims.items() if name not in _CLAIMS}
    return Enveloped(document, token, claims)


def read_document(text: str) -> dict[str, Any]:
    """Return what a token's credential says of itself, unchecked; {} where it cannot be read."""
    try:
        return open_token(text).document
    except BadgeError:
        return {}


def _check_type(token: Token, types: frozenset[str]) -> None:
    """Refuse a token made for another purpose (RFC 8725 §3.11)."""
    if token.type not in types:
        raise ProofError("A token of type “{type}” is no credential.", type=token.type)
    content = token.header.get("cty")
    if content is not None and (not isinstance(content, str) or content not in _CONTENTS):
        raise ProofError("A token about “{cty}” is no credential.", cty=content)


def _check_unsigned(document: Mapping[str, Any]) -> None:
    if "proof" in document:
        raise ProofError("The document is signed already.")
    if _CLAIMS & document.keys():
        raise ProofError("The document uses the name of a token's claim.")
    check_terms(document)


def _claims(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the claims that repeat the credential (Open Badges 3.0, §8.2.4)."""
    subject = document.get("credentialSubject")
    said = {
        "iss": issuer_id(document),
        "jti": document.get("id"),
        "sub": subject.get("id") if isinstance(subject, Mapping) else None,
        "nbf": _seconds(document.get("validFrom")),
        "exp": _seconds(document.get("validUntil")),
    }
    return {claim: value for claim, value in said.items() if value is not None}


def _seconds(value: Any) -> int | None:
    when = moment(value)
    return int(when.timestamp()) if when else None


def _numeric(value: Any) -> datetime | None:
    """Return a NumericDate (RFC 7519 §2) as a moment, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None

"""RS256: verified for issuers elsewhere (Open Badges 3.0 §8.2), and never used to sign here."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from domain.badges import rfc_tokens
from domain.badges.badge_makers import NOW, award
from domain.badges.badge_makers import Site as MadeSite
from lapel.domain.badges import did, documents
from lapel.domain.badges.errors import IdentifierError, ProofError
from lapel.domain.badges.holding import holder_of
from lapel.domain.badges.jose import check_token, compact, read_token
from lapel.domain.badges.keys import (
    Kind,
    PublicKey,
    jwk_of,
    private_key,
    public_key,
    public_key_of_jwk,
    verification_key_of_jwk,
)
from lapel.domain.badges.multiformats import base64url_encode, multibase_encode
from lapel.domain.badges.trust import NO_TRUST, Trust, read_trust
from lapel.domain.badges.verification import verify_file

ELSEWHERE = "did:web:rsa.example"
METHOD = f"{ELSEWHERE}#key-1"


@cache
def pair(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def jwk(numbers: rsa.RSAPublicNumbers | None = None) -> dict[str, str]:
    """Give the public key as a JWK (RFC 7518 §6.3.1)."""
    found = numbers or pair().public_key().public_numbers()
    words = {"n": found.n, "e": found.e}
    spelt = {
        name: base64url_encode(number.to_bytes((number.bit_length() + 7) // 8))
        for name, number in words.items()
    }
    return {"kty": "RSA", **spelt}


def token(issuer: str = ELSEWHERE, kid: str = METHOD) -> str:
    """Sign a badge as an issuer elsewhere does."""
    header = {"alg": "RS256", "typ": "JWT", "kid": kid}
    payload = {**documents.credential(award(issuer=issuer, status=())), "iss": issuer}
    signed = ".".join(base64url_encode(compact(part).encode()) for part in (header, payload))
    signature = pair().sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed}.{base64url_encode(signature)}"


def site() -> MadeSite:
    """Serve the issuer's DID document with its RSA key as a JWK."""
    method = {"id": METHOD, "controller": ELSEWHERE, "type": "JsonWebKey", "publicKeyJwk": jwk()}
    document = {"id": ELSEWHERE, "verificationMethod": [method], "assertionMethod": [METHOD]}
    return MadeSite({did.web_address(ELSEWHERE): document})


def verified(text: str, *, trust: Trust = NO_TRUST, resolve: Any = None) -> Any:
    return verify_file(text.encode(), now=NOW, trust=trust, resolve=resolve or MadeSite({}))


def test_the_jws_of_rfc_7515_appendix_a2_verifies() -> None:
    """With the key that stands beside it; one sign changed, and it does not."""
    key = verification_key_of_jwk(rfc_tokens.RS256_KEY)
    check_token(read_token(rfc_tokens.RS256_JWS), key)
    assert jwk_of(key) == rfc_tokens.RS256_KEY
    assert public_key(key.multikey) == key
    with pytest.raises(ProofError, match="altered"):
        check_token(read_token(rfc_tokens.RS256_JWS[:-2] + "AA"), key)
    assert not key.verifies(b"short", b"data")


def test_a_badge_signed_with_rs256_is_confirmed_by_its_domain_or_a_pinned_jwk() -> None:
    """As any other badge; without either, its issuer is not confirmed."""
    assert verified(token(), resolve=site()).exit_code == 0
    entry = {"id": ELSEWHERE, "name": "Elsewhere", "keys": [jwk()]}
    pinned = read_trust(json.dumps({"issuers": [entry]}).encode())
    assert pinned.issuers[0].keys == (verification_key_of_jwk(jwk()).multikey,)
    assert verified(token(), trust=pinned).exit_code == 0
    named = f"did:key:{verification_key_of_jwk(jwk()).multikey}"
    of_itself = verified(token(named, f"{named}#{named.removeprefix('did:key:')}"))
    assert of_itself.exit_code == 3


def test_a_tampered_badge_and_another_key_are_refused() -> None:
    """In the step of the proof."""
    head, body, signature = token().split(".")
    changed = f"{head}.{body}.{signature[:-6]}AAAAAA"
    assert verified(changed, resolve=site()).exit_code == 1
    entry = {"id": ELSEWHERE, "keys": [rfc_tokens.RS256_KEY]}
    other = read_trust(json.dumps({"issuers": [entry]}).encode())
    assert verified(token(), trust=other).exit_code == 1


SHORT = rsa.generate_private_key(65537, 1024).public_key().public_numbers()


@pytest.mark.parametrize(
    "found",
    [
        {"kty": "RSA"},
        {"kty": "RSA", "n": 7, "e": "AQAB"},
        {"kty": "RSA", "n": "A" * 1201, "e": "AQAB"},
        {"kty": "RSA", "n": "AQAB", "e": "AQAB"},
        jwk(SHORT),
        jwk() | {"e": "Aw"},
        jwk() | {"n": "AA"},
    ],
    ids=["no numbers", "no text", "endless", "tiny", "1024 bits", "exponent 3", "zero"],
)
def test_a_weak_or_odd_rsa_key_is_none(found: dict[str, Any]) -> None:
    """RFC 7518 §3.3: 2048 bits or more; and the one exponent that everybody uses."""
    with pytest.raises(IdentifierError, match="2048 to 4096 bits"):
        verification_key_of_jwk(found)


def test_a_key_that_is_not_written_as_der_has_it_is_none() -> None:
    """One key has one spelling, or a pinned key could be missed and a stolen one slip through."""
    numbers = pair().public_key()
    pkcs1 = numbers.public_bytes(Encoding.DER, PublicFormat.PKCS1)
    assert public_key(multibase_encode(b"\x85\x24" + pkcs1)).kind is Kind.RSA
    spki = numbers.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    for raw in (spki, pkcs1 + b"\x00", b"", b"\x30" * 10_000):
        with pytest.raises(IdentifierError):
            public_key(multibase_encode(b"\x85\x24" + raw))


def test_rsa_signs_nothing_here_and_binds_no_holder() -> None:
    """Neither a secret key nor a wallet's; other kinds are read as before."""
    key = verification_key_of_jwk(jwk())
    with pytest.raises(IdentifierError, match="kind"):
        private_key(multibase_encode(b"\x85\x26" + b"\x01" * 32))
    with pytest.raises(IdentifierError, match="kind"):
        holder_of(f"did:key:{key.multikey}")
    with pytest.raises(IdentifierError, match="kind"):
        public_key_of_jwk(jwk())
    of_ed25519 = jwk_of(PublicKey(Kind.ED25519, bytes(range(32))))
    assert verification_key_of_jwk(of_ed25519) == public_key_of_jwk(of_ed25519)

"""Keys: how they are written, and what they sign."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from domain.badges.badge_makers import ISSUER, award
from domain.badges.w3c_vectors import PAIRS, pair
from lapel.domain.badges import did, documents
from lapel.domain.badges.did import verification_method
from lapel.domain.badges.errors import IdentifierError
from lapel.domain.badges.jose import check_token, read_token
from lapel.domain.badges.keys import (
    SIGNING,
    Kind,
    PublicKey,
    jwk_of,
    kind_named,
    private_key,
    private_key_of,
    private_key_of_jwk,
    private_key_of_pem,
    public_key,
    public_key_of_jwk,
)
from lapel.domain.badges.multiformats import base64url_encode, multibase_encode
from lapel.domain.badges.tokens import make_sd_jwt_vc, make_vc_jwt

# RFC 8037 §A.1 and RFC 7515 §A.3.1: keys as JWK.
OKP = {
    "kty": "OKP",
    "crv": "Ed25519",
    "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
}
P256 = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
}


@pytest.mark.parametrize("name", sorted(PAIRS.values()))
def test_a_w3c_key_pair_belongs_together(name: str) -> None:
    """Multikey and secret Multikey as vc-di-eddsa and vc-di-ecdsa publish them."""
    multikey, private = pair(name)
    assert private.public.multikey == multikey
    assert public_key(multikey) == private.public


@pytest.mark.parametrize("jwk", [OKP, P256])
def test_a_published_jwk_is_read_and_written(jwk: dict[str, str]) -> None:
    """RFC 8037 and RFC 7515 print whole key pairs."""
    private = private_key_of_jwk(jwk)
    public = public_key_of_jwk(jwk)
    assert private.public == public
    assert jwk_of(public) == {name: value for name, value in jwk.items() if name != "d"}


@pytest.mark.parametrize("kind", list(SIGNING))
def test_a_key_in_a_pem_file_is_read(kind: Kind) -> None:
    """As openssl writes it."""
    private = private_key_of(kind, b"\x05" * (kind.signature_size // 2))
    pem = private.secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    assert private_key_of_pem(pem).public == private.public


def test_the_rfc_6979_signature_comes_out() -> None:
    """RFC 6979 §A.2.5, P-256 with SHA-256, message “sample”."""
    secret = bytes.fromhex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721")
    private = private_key_of(Kind.P256, secret)
    signature = private.sign(b"sample")
    assert signature.hex().upper() == (
        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
        "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"
    )
    assert private.public.verifies(signature, b"sample")


@pytest.mark.parametrize("kind", list(SIGNING))
def test_a_signature_of_something_else_or_of_another_size_is_none(kind: Kind) -> None:
    """Wrong data, a byte short, all zeros, a byte changed."""
    private = private_key_of(kind, b"\x05" * (kind.signature_size // 2))
    signature = private.sign(b"this")
    public = private.public
    assert public.verifies(signature, b"this")
    assert not public.verifies(signature, b"that")
    assert not public.verifies(signature[1:], b"this")
    assert not public.verifies(bytes(len(signature)), b"this")
    assert not public.verifies(bytes([signature[0] ^ 1]) + signature[1:], b"this")


@pytest.mark.parametrize("kind", list(SIGNING))
def test_a_key_is_its_did_key(kind: Kind) -> None:
    """did:key 0.9: the DID is the Multikey, and its document lists it to sign credentials."""
    multikey = private_key_of(kind, b"\x05" * (kind.signature_size // 2)).public.multikey
    identifier = f"did:key:{multikey}"
    document = did.did_key_document(identifier)
    assert did.assertion_key(document, f"{identifier}#{multikey}") == multikey


@pytest.mark.parametrize(
    "multikey",
    [
        multibase_encode(b"\xe7\x01" + b"\x02" * 33),  # secp256k1
        multibase_encode(Kind.ED25519.prefix + b"\x00" * 31),
        multibase_encode(Kind.P256.prefix + b"\x05" + b"\x00" * 32),
        multibase_encode(Kind.P256.prefix + b"\x02" * 33, base="u"),
    ],
)
def test_what_is_no_known_public_key_is_refused(multikey: str) -> None:
    """Another curve, a byte short, no point of the curve, another base."""
    with pytest.raises(IdentifierError):
        public_key(multikey)


@pytest.mark.parametrize(
    "secret",
    [
        multibase_encode(b"\x81\x26" + b"\x02" * 32),  # secp256k1
        multibase_encode(Kind.ED25519.secret_prefix + b"\x01" * 31),
        multibase_encode(Kind.P256.secret_prefix + b"\xff" * 32),
    ],
)
def test_what_is_no_known_secret_key_is_refused(secret: str) -> None:
    """Another curve, a byte short, more than the curve's order."""
    with pytest.raises(IdentifierError):
        private_key(secret)


@pytest.mark.parametrize(
    "change",
    [
        {"crv": "secp256k1"},
        {"kty": "OKP"},
        {"x": None},
        {"y": base64url_encode(b"\x01" * 31)},
        {"y": OKP["x"]},
        {"x": base64url_encode(b"\xff" * 32)},
    ],
)
def test_what_is_no_known_jwk_is_refused(change: dict[str, Any]) -> None:
    """Another curve or family, a missing or short coordinate, no point of the curve."""
    with pytest.raises(IdentifierError):
        public_key_of_jwk({**P256, **change})


def test_a_pem_file_without_a_key_we_know_is_refused() -> None:
    """Garbage, another curve, another family."""
    shape = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    other = ec.generate_private_key(ec.SECP521R1()).private_bytes(*shape)
    with pytest.raises(IdentifierError, match="PEM"):
        private_key_of_pem(b"garbage")
    for pem in (other, ed448.Ed448PrivateKey.generate().private_bytes(*shape)):
        with pytest.raises(IdentifierError, match="kind"):
            private_key_of_pem(pem)


def test_a_did_document_may_list_its_key_as_a_jwk() -> None:
    """Controlled Identifiers 1.0 §2.2.3; a key that cannot be read is listed all the same."""
    method = {"id": "did:web:a#k", "controller": "did:web:a", "type": "JsonWebKey"}
    document: dict[str, Any] = {"id": "did:web:a", "assertionMethod": [method]}
    assert did.assertion_key(document, "did:web:a#k") is None
    method["publicKeyJwk"] = jwk_of(public_key_of_jwk(P256))  # type: ignore[assignment]  # JSON
    assert did.assertion_key(document, "did:web:a#k") == public_key_of_jwk(P256).multikey
    method["publicKeyJwk"] = {"kty": "RSA"}  # type: ignore[assignment]  # JSON
    assert did.assertion_key(document, "did:web:a#k") == ""


def test_equal_keys_are_equal() -> None:
    """So that a pinned key is found among others."""
    assert PublicKey(Kind.P256, b"\x02" * 33) == PublicKey(Kind.P256, b"\x02" * 33)
    assert PublicKey(Kind.P256, b"\x02" * 33) != PublicKey(Kind.ED25519, b"\x02" * 33)


@pytest.mark.parametrize("kind", list(SIGNING))
def test_a_did_url_that_spells_its_key_says_of_what_kind_it_is(kind: Kind) -> None:
    """So whoever signs for an issuer need not be told; a mere name is taken for Ed25519."""
    multikey = private_key_of(kind, b"\x05" * (kind.signature_size // 2)).public.multikey
    assert kind_named(f"did:web:lapel.example#{multikey}") is kind
    assert kind_named("did:web:lapel.example#key-1") is Kind.ED25519
    assert kind_named("did:web:lapel.example") is Kind.ED25519


@pytest.mark.parametrize("kind", list(SIGNING))
def test_a_token_takes_the_algorithm_of_the_key_that_its_signer_names(kind: Kind) -> None:
    """ES256 for P-256 and ES384 for P-384 (RFC 7518 §3.4), without a further word."""
    private = private_key_of(kind, b"\x05" * (kind.signature_size // 2))
    signer = SimpleNamespace(
        verification_method=verification_method(ISSUER, private.public.multikey), sign=private.sign
    )
    for text in (
        make_vc_jwt(documents.credential(award()), signer=signer),
        make_sd_jwt_vc(documents.credential(award()), signer=signer, salt=lambda: "salt"),
    ):
        token = read_token(text.partition("~")[0])
        assert token.header["alg"] == kind.alg
        check_token(token, private.public)

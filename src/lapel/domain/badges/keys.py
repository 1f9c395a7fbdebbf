"""Ed25519, P-256 and P-384 keys: how they are written, and what they sign and verify.

RSA keys verify and never sign: Open Badges 3.0 (§8.2) lets issuers elsewhere use RS256.

Sources: W3C Controlled Identifiers 1.0, §2.2.2 (Multikey) and §2.2.3 (JsonWebKey); FIPS 186-5;
RFC 6979 (ECDSA without randomness); RFC 7518 §3.4 (ECDSA signatures as r and s side by side), §3.3
and §6.3 (RSA); did:key 0.9, §2 (`rsa-pub`, the key as DER of PKCS #1).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, cast

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
    load_pem_private_key,
)

from lapel.domain.badges.errors import IdentifierError
from lapel.domain.badges.multiformats import (
    base64url_decode,
    base64url_encode,
    multibase_decode,
    multibase_encode,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(Enum):
    """A kind of key: multicodec prefixes, bytes of a public key and of a signature, JOSE names."""

    ED25519 = (b"\xed\x01", b"\x80\x26", 32, 64, "Ed25519", "EdDSA")
    P256 = (b"\x80\x24", b"\x86\x26", 33, 64, "P-256", "ES256")
    P384 = (b"\x81\x24", b"\x87\x26", 49, 96, "P-384", "ES384")
    RSA = (b"\x85\x24", b"\x85\x26", 0, 0, "RSA", "RS256")  # of several sizes

    def __init__(self, *traits: Any) -> None:
        self.prefix: bytes
        self.secret_prefix: bytes
        self.size: int
        self.signature_size: int
        self.crv: str
        self.alg: str
        self.prefix, self.secret_prefix, self.size, self.signature_size, self.crv, self.alg = traits

    @property
    def curve(self) -> ec.EllipticCurve:
        """The elliptic curve of an ECDSA key."""
        return ec.SECP384R1() if self is Kind.P384 else ec.SECP256R1()

    @property
    def digest(self) -> hashes.HashAlgorithm:
        """The hash inside an ECDSA signature of this curve (vc-di-ecdsa §3.2.1)."""
        return hashes.SHA384() if self is Kind.P384 else hashes.SHA256()


# What badges, wallets and programs sign with here.
SIGNING = (Kind.ED25519, Kind.P256, Kind.P384)
# RFC 7518 §3.3 asks for 2048 bits; more than 4096 would only cost time.
RSA_BITS = range(2048, 4097)
RSA_EXPONENT = 65537
RSA_LONGEST = 600


@dataclass(frozen=True)
class PublicKey:
    """A public key: 32 bytes of Ed25519, a compressed point of P-256 or P-384, or RSA in DER."""

    kind: Kind
    raw: bytes

    @property
    def multikey(self) -> str:
        """The key as a Multikey text; `did:key:` before it makes its DID."""
        return multibase_encode(self.kind.prefix + self.raw)

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Say whether `signature` (of 64 or 96 bytes, but for RSA) is this key's of `data`."""
        loaded = _load(self)
        if self.kind is not Kind.RSA and len(signature) != self.kind.signature_size:
            return False
        try:
            if isinstance(loaded, ed25519.Ed25519PublicKey):
                loaded.verify(signature, data)
            elif isinstance(loaded, rsa.RSAPublicKey):
                loaded.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
            else:
                loaded.verify(_to_der(signature), data, ec.ECDSA(self.kind.digest))
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class PrivateKey:
    """A private key that lies in a file: for tools and tests; instances sign through a port."""

    kind: Kind
    secret: Any

    @property
    def public(self) -> PublicKey:
        """The public half."""
        public = self.secret.public_key()
        if self.kind is Kind.ED25519:
            return PublicKey(self.kind, public.public_bytes_raw())
        return PublicKey(
            self.kind, public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        )

    def sign(self, data: bytes) -> bytes:
        """Return the signature of `data`; the same for the same data, ECDSA too (RFC 6979)."""
        if self.kind is Kind.ED25519:
            return cast("bytes", self.secret.sign(data))
        method = ec.ECDSA(self.kind.digest, deterministic_signing=True)
        r, s = decode_dss_signature(self.secret.sign(data, method))
        half = self.kind.signature_size // 2
        return r.to_bytes(half) + s.to_bytes(half)


@functools.lru_cache(maxsize=256)
def public_key(multikey: str) -> PublicKey:
    """Return the key that a Multikey text (`z…`) spells; raises IdentifierError for others."""
    data = multibase_decode(multikey)
    kind = next((kind for kind in Kind if data[:2] == kind.prefix), None)
    if kind is None or not multikey.startswith("z"):
        raise IdentifierError("The key is of a kind that is not known here.")
    key = PublicKey(kind, data[2:])
    _load(key)
    return key


def kind_named(method: str) -> Kind:
    """Return the kind of the key that a DID URL spells in its fragment, as Lapel's own all do.

    Ed25519 where the fragment is a mere name.
    """
    try:
        return public_key(method.partition("#")[2]).kind
    except IdentifierError:
        return Kind.ED25519


def public_key_of_jwk(jwk: Mapping[str, Any]) -> PublicKey:
    """Return the public key of a JWK (RFC 7517; RFC 8037 for Ed25519)."""
    kind = _kind_of_jwk(jwk)
    if kind is Kind.ED25519:
        raw = _coordinate(jwk, "x", 32)
    else:
        size = kind.size - 1
        raw = bytes([2 + _coordinate(jwk, "y", size)[-1] % 2]) + _coordinate(jwk, "x", size)
    key = PublicKey(kind, raw)
    if jwk_of(key).get("y") != jwk.get("y"):
        raise IdentifierError("The key's coordinates are no point of its curve.")
    return key


def jwk_of(key: PublicKey) -> dict[str, str]:
    """Return a public key as a JWK with the members of its thumbprint (RFC 7638) alone."""
    loaded = _load(key)
    if isinstance(loaded, ed25519.Ed25519PublicKey):
        return {"kty": "OKP", "crv": key.kind.crv, "x": base64url_encode(key.raw)}
    if isinstance(loaded, rsa.RSAPublicKey):
        return {"kty": "RSA", **{name: _number(loaded, name) for name in ("e", "n")}}
    point = loaded.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)[1:]
    half = len(point) // 2
    return {
        "kty": "EC",
        "crv": key.kind.crv,
        "x": base64url_encode(point[:half]),
        "y": base64url_encode(point[half:]),
    }


def verification_key_of_jwk(jwk: Mapping[str, Any]) -> PublicKey:
    """Return the public key of a JWK with which an issuer's token is checked; RSA too.

    Raises IdentifierError for an RSA key of less than 2048 bits or another exponent than 65537.
    """
    if jwk.get("kty") != Kind.RSA.crv:
        return public_key_of_jwk(jwk)
    numbers = [jwk.get(name) for name in ("e", "n")]
    if not all(isinstance(each, str) and len(each) <= RSA_LONGEST * 2 for each in numbers):
        raise _no_rsa()
    e, n = (int.from_bytes(base64url_decode(str(each))) for each in numbers)
    try:
        loaded = rsa.RSAPublicNumbers(e, n).public_key()
    except ValueError as error:
        raise _no_rsa() from error
    key = PublicKey(Kind.RSA, loaded.public_bytes(Encoding.DER, PublicFormat.PKCS1))
    _load(key)
    return key


def private_key(secret_multikey: str) -> PrivateKey:
    """Return the private key of a secretKeyMultibase (Controlled Identifiers 1.0, §2.2.2)."""
    data = multibase_decode(secret_multikey)
    kind = next((kind for kind in SIGNING if data[:2] == kind.secret_prefix), None)
    if kind is None:
        raise IdentifierError("The secret key is of a kind that is not known here.")
    return private_key_of(kind, data[2:])


def private_key_of_jwk(jwk: Mapping[str, Any]) -> PrivateKey:
    """Return the private key of a JWK with its “d”."""
    kind = _kind_of_jwk(jwk)
    return private_key_of(kind, _coordinate(jwk, "d", kind.signature_size // 2))


def private_key_of_pem(pem: bytes) -> PrivateKey:
    """Return the private key of an unencrypted PEM file (PKCS #8 or SEC 1)."""
    try:
        secret = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise IdentifierError("The file is not a private key in PEM form.") from error
    if isinstance(secret, ed25519.Ed25519PrivateKey):
        return PrivateKey(Kind.ED25519, secret)
    name = secret.curve.name if isinstance(secret, ec.EllipticCurvePrivateKey) else ""
    for kind in (Kind.P256, Kind.P384):
        if kind.curve.name == name:
            return PrivateKey(kind, secret)
    raise IdentifierError("The private key is of a kind that is not known here.")


def private_key_of(kind: Kind, secret: bytes) -> PrivateKey:
    """Return the private key of its 32 or 48 bytes."""
    try:
        if kind is Kind.ED25519:
            return PrivateKey(kind, ed25519.Ed25519PrivateKey.from_private_bytes(secret))
        return PrivateKey(kind, ec.derive_private_key(int.from_bytes(secret), kind.curve))
    except ValueError as error:
        raise IdentifierError("The secret key is malformed.") from error


Loaded = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey


@functools.lru_cache(maxsize=256)
def _load(key: PublicKey) -> Loaded:
    if key.kind is Kind.RSA:
        return _load_rsa(key.raw)
    if len(key.raw) != key.kind.size:
        raise IdentifierError(
            "A public key of {crv} has {size} bytes.", crv=key.kind.crv, size=key.kind.size
        )
    if key.kind is Kind.ED25519:
        return ed25519.Ed25519PublicKey.from_public_bytes(key.raw)
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(key.kind.curve, key.raw)
    except ValueError as error:
        raise IdentifierError("The key is no point of its curve.") from error


def _load_rsa(raw: bytes) -> rsa.RSAPublicKey:
    """Load a key of PKCS #1, written in the one way that DER has for it."""
    try:
        loaded = load_der_public_key(raw[:RSA_LONGEST])
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _no_rsa() from error
    if (
        not isinstance(loaded, rsa.RSAPublicKey)
        or loaded.key_size not in RSA_BITS
        or loaded.public_numbers().e != RSA_EXPONENT
        or loaded.public_bytes(Encoding.DER, PublicFormat.PKCS1) != raw
    ):
        raise _no_rsa()
    return loaded


def _no_rsa() -> IdentifierError:
    return IdentifierError("An RSA key has 2048 to 4096 bits and the exponent 65537.")


def _number(key: rsa.RSAPublicKey, name: str) -> str:
    number: int = getattr(key.public_numbers(), name)
    return base64url_encode(number.to_bytes((number.bit_length() + 7) // 8))


def _kind_of_jwk(jwk: Mapping[str, Any]) -> Kind:
    families = {Kind.ED25519: "OKP", Kind.P256: "EC", Kind.P384: "EC"}
    for kind, family in families.items():
        if jwk.get("crv") == kind.crv and jwk.get("kty") == family:
            return kind
    raise IdentifierError("The key is of a kind that is not known here.")


def _coordinate(jwk: Mapping[str, Any], name: str, size: int) -> bytes:
    text = jwk.get(name)
    data = base64url_decode(text) if isinstance(text, str) else b""
    if len(data) != size:
        raise IdentifierError("The key's “{name}” has not {size} bytes.", name=name, size=size)
    return data


def _to_der(signature: bytes) -> bytes:
    half = len(signature) // 2
    return encode_dss_signature(int.from_bytes(signature[:half]), int.from_bytes(signature[half:]))

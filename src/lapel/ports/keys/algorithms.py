"""The algorithms a keyring may offer, and how their keys and signatures are written."""

import re

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import Hash
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)

from lapel.domain.badges.keys import Kind
from lapel.ports.keys import ALGORITHMS, KINDS, KeysError

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def check_name(name: str) -> None:
    """Raise KeysError unless this is a name that a key's id may begin with."""
    if not NAME.fullmatch(name):
        raise KeysError(f"A key's name is made of a-z, 0-9 and '-', not {name!r}.")


def kind_of(algorithm: str) -> Kind:
    """Give the kind of key; KeysError names what there is for anything else."""
    if algorithm not in KINDS:
        names = ", ".join(ALGORITHMS)
        raise KeysError(
            f"This keyring makes keys of {names}, not {algorithm!r} (LAPEL_KEYS_ALGORITHM)."
        )
    return KINDS[algorithm]


def private_bytes(algorithm: str) -> bytes:
    """Make a private key: the 32 bytes of RFC 8032, or the scalar in 32 or 48 bytes."""
    kind = kind_of(algorithm)
    if kind is Kind.ED25519:
        return ed25519.Ed25519PrivateKey.generate().private_bytes_raw()
    numbers = ec.generate_private_key(kind.curve).private_numbers()
    return numbers.private_value.to_bytes(kind.signature_size // 2)


def digest(kind: Kind, data: bytes) -> bytes:
    """Hash what an ECDSA key of this kind signs."""
    hashing = Hash(kind.digest)
    hashing.update(data)
    return hashing.finalize()


def side_by_side(kind: Kind, der: bytes) -> bytes:
    """Turn an ECDSA signature in DER into r and s side by side (RFC 7518, §3.4)."""
    half = kind.signature_size // 2
    return b"".join(part.to_bytes(half) for part in decode_dss_signature(der))


def compressed(kind: Kind, point: bytes) -> bytes:
    """Turn a point of the kind's curve (X9.62, in either form) into its compressed form."""
    key = ec.EllipticCurvePublicKey.from_encoded_point(kind.curve, point)
    return key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def read_public(der: bytes) -> tuple[str, bytes] | None:
    """Give algorithm and raw bytes of a SubjectPublicKeyInfo; None for other kinds of key."""
    try:
        key = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        return None
    if isinstance(key, ed25519.Ed25519PublicKey):
        return "ed25519", key.public_bytes_raw()
    if isinstance(key, ec.EllipticCurvePublicKey):
        for algorithm, kind in KINDS.items():
            if kind is not Kind.ED25519 and kind.curve.name == key.curve.name:
                return algorithm, key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    return None

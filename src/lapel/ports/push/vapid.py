"""Who sends: a token signed with the instance's own key (VAPID, RFC 8292)."""

import json
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lapel.domain.badges.keys import Kind, private_key_of
from lapel.domain.badges.multiformats import base64url_encode

# RFC 8292, §2: at most a day; services' clocks may be wrong, and so may ours.
TOKEN_SECONDS = 12 * 3600


def new_key() -> bytes:
    """Make a private key of P-256: its 32 bytes."""
    return ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(32)


def public_of(key: bytes) -> bytes:
    """Give the public half of 32 bytes, as browsers and services want it: 65 bytes."""
    private = private_key_of(Kind.P256, key).secret
    point: bytes = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return point


def authorization(endpoint: str, *, key: bytes, contact: str, at: int) -> str:
    """Give the header that tells a device's service who sends, `at` being seconds since 1970."""
    claims = {"aud": origin_of(endpoint), "exp": at + TOKEN_SECONDS, "sub": contact}
    signed = f"{_part({'typ': 'JWT', 'alg': 'ES256'})}.{_part(claims)}"
    signature = private_key_of(Kind.P256, key).sign(signed.encode())
    token = f"{signed}.{base64url_encode(signature)}"
    return f"vapid t={token}, k={base64url_encode(public_of(key))}"


def origin_of(endpoint: str) -> str:
    """Give the origin of an address as browsers write it, without a default port (RFC 6454)."""
    parts = urlsplit(endpoint)
    default = {"https": 443, "http": 80}.get(parts.scheme)
    host = parts.hostname or ""
    written = f"[{host}]" if ":" in host else host
    port = "" if parts.port in (None, default) else f":{parts.port}"
    return f"{parts.scheme}://{written}{port}"


def _part(content: dict[str, object]) -> str:
    return base64url_encode(json.dumps(content, separators=(",", ":")).encode())

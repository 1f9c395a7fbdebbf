"""Devices of tests: a browser's side of Web Push, with the private key it keeps."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lapel.domain.badges.multiformats import base64url_encode
from lapel.ports.push import Device

ENDPOINT = "https://push.example.net/wpush/v2/dGVzdA"


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@dataclass
class Browser:
    """A browser that let notifications in: it reads what is sent to it (RFC 8291, §3.4)."""

    endpoint: str = ENDPOINT
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.derive_private_key(20261123, ec.SECP256R1())
    )
    secret: bytes = b"sixteen letters!"

    @property
    def device(self) -> Device:
        return Device(endpoint=self.endpoint, public=point(self.private), secret=self.secret)

    @property
    def gives(self) -> dict[str, str]:
        """What its page sends: PushSubscription's `toJSON`, flat."""
        given = self.device
        return {
            "endpoint": given.endpoint,
            "p256dh": base64url_encode(given.public),
            "auth": base64url_encode(given.secret),
        }

    def opened(self, body: bytes) -> bytes:
        """Decrypt; the padding's delimiter of a last record (2) is taken off."""
        salt, size, length = body[:16], int.from_bytes(body[16:20]), body[20]
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(body) <= size == 4096
        sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        shared = self.private.exchange(ec.ECDH(), sender)
        info = b"WebPush: info\0" + point(self.private) + theirs
        material = HKDF(hashes.SHA256(), 32, self.secret, info).derive(shared)
        name = b"Content-Encoding: %s\0"
        key = HKDF(hashes.SHA256(), 16, salt, name % b"aes128gcm").derive(material)
        nonce = HKDF(hashes.SHA256(), 12, salt, name % b"nonce").derive(material)
        plain = AESGCM(key).decrypt(nonce, sealed, None)
        assert plain[-1:] == b"\x02"
        return plain[:-1]

    def told(self, body: bytes) -> dict[str, Any]:
        """Give the words as the worker reads them."""
        words: dict[str, Any] = json.loads(self.opened(body))
        return words

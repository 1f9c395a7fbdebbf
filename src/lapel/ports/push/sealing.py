"""Words sealed for one device: RFC 8291 on top of RFC 8188, one record (`aes128gcm`)."""

import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lapel.ports.push import POINT_BYTES, SECRET_BYTES, Device

SALT_BYTES = 16
RECORD = 4096
# RFC 8291, §4: 4,096 bytes less the header (86), the tag (16) and the padding's delimiter (1).
LONGEST = RECORD - (SALT_BYTES + 4 + 1 + POINT_BYTES) - 16 - 1
LAST_RECORD = b"\x02"


def check(device: Device) -> None:
    """Raise ValueError unless words can be sealed for the device."""
    if len(device.secret) != SECRET_BYTES:
        raise ValueError("A device's secret has 16 bytes.")
    if len(device.public) != POINT_BYTES:
        raise ValueError("A device's public key is an uncompressed point of P-256.")
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), device.public)
    except ValueError:
        raise ValueError("A device's public key does not lie on P-256.") from None


def seal_for(
    device: Device,
    words: bytes,
    *,
    salt: bytes | None = None,
    sender: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """Give header and ciphertext; salt and the sender's key are fresh but in tests.

    ValueError for more than 3,993 bytes, or a device that words cannot be sealed for.
    """
    if len(words) > LONGEST:
        raise ValueError(f"At most {LONGEST} bytes go to a device, not {len(words)}.")
    check(device)
    salt = salt or os.urandom(SALT_BYTES)
    sender = sender or ec.generate_private_key(ec.SECP256R1())
    ours = sender.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = sender.exchange(
        ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), device.public)
    )
    # RFC 8291, §3.4: first under the device's secret, then under the salt
    info = b"WebPush: info\0" + device.public + ours
    material = _derived(shared, salt=device.secret, info=info, length=32)
    key = _derived(material, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
    nonce = _derived(material, salt=salt, info=b"Content-Encoding: nonce\0", length=12)
    header = salt + RECORD.to_bytes(4) + len(ours).to_bytes(1) + ours
    return header + AESGCM(key).encrypt(nonce, words + LAST_RECORD, None)


def _derived(material: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(material)

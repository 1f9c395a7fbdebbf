"""Sealing bytes under a passphrase: scrypt (RFC 7914) and AES-256-GCM (NIST SP 800-38D)."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from lapel.ports.keys import WrongSecretError

SALT_BYTES = 16
NONCE_BYTES = 12
# OWASP's password storage cheat sheet: N = 2^17, r = 8, p = 1 (128 MiB, once per process)
SCRYPT_N = 2**17


def stretch(secret: str, salt: bytes, *, n: int = SCRYPT_N) -> bytes:
    """Give the 32-byte key that the secret makes with this salt."""
    return Scrypt(salt=salt, length=32, n=n, r=8, p=1).derive(secret.encode())


def seal(key: bytes, plain: bytes, *, bound_to: bytes) -> bytes:
    """Encrypt; the result opens only with the same key and the same `bound_to`."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def unseal(key: bytes, sealed: bytes, *, bound_to: bytes) -> bytes:
    """Decrypt; WrongSecretError when key, binding or a single bit is not the same."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError):
        raise WrongSecretError(
            "The secret does not open this, or the file was changed since it was sealed."
        ) from None

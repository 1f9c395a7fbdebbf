"""Secrets are kept as what cannot be turned back into them."""

from __future__ import annotations

import hashlib
import hmac


def fingerprint(secret: str) -> str:
    """Give the SHA-256 of a secret of 256 random bits, in hexadecimal digits.

    A salt or a slow hash adds nothing where the secret cannot be guessed.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def is_secret(secret: str, kept: str) -> bool:
    """Tell whether a secret is the one that was kept, in time that says nothing of it."""
    return hmac.compare_digest(fingerprint(secret), kept)

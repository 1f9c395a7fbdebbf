"""Base 64 with exactly one spelling for each value (RFC 4648 §4), so that no line has a twin."""

from __future__ import annotations

import base64
import binascii

from lapel.domain.transparency.merkle import HASH_BYTES


def encode(data: bytes) -> str:
    """Return bytes in standard base 64 with padding."""
    return base64.b64encode(data).decode()


def decode(text: str) -> bytes | None:
    """Return the bytes, or None where the text is not what `encode` writes."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if encode(data) == text else None


def decode_hash(text: str) -> bytes | None:
    """Return the 32 bytes of a hash, or None."""
    data = decode(text)
    return data if data is not None and len(data) == HASH_BYTES else None

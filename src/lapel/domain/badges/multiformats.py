"""Multibase texts and Multikeys (W3C Controlled Identifiers 1.0, §2.4 and §2.2.2)."""

from __future__ import annotations

import base64
import binascii

from lapel.domain.badges.errors import IdentifierError

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_GROUP = 58**10
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_LETTERS = frozenset(_ALPHABET)
_LONGEST_BASE58 = 1024  # decoding is quadratic, and no key or signature is longer


def base58_encode(data: bytes) -> str:
    """Return bytes in Bitcoin's base-58 alphabet."""
    number, pairs = int.from_bytes(data), list[str]()
    while number:
        number, group = divmod(number, _GROUP)  # ten digits at a time: big numbers are slow
        for _ in range(5):
            group, pair = divmod(group, 58 * 58)
            pairs.append(_PAIRS[pair])
    pairs.reverse()
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + "".join(pairs).lstrip("1")


def base58_decode(text: str) -> bytes:
    """Return the bytes of a base-58 text; raises IdentifierError for other letters."""
    if len(text) > _LONGEST_BASE58 or not _LETTERS.issuperset(text):
        raise IdentifierError("A key or signature is not written in base 58.")
    number = 0
    for start in range(0, len(text), 10):
        group = 0
        for letter in text[start : start + 10]:
            group = group * 58 + _VALUES[letter]
        number = number * 58 ** len(text[start : start + 10]) + group
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def multibase_encode(data: bytes, *, base: str = "z") -> str:
    """Return bytes as multibase: `z` for base58btc, `u` for base64url without padding."""
    if base == "z":
        return "z" + base58_encode(data)
    return "u" + base64url_encode(data)


def multibase_decode(text: str) -> bytes:
    """Return the bytes of a multibase text in base58btc (`z`) or base64url (`u`)."""
    if text.startswith("z"):
        return base58_decode(text[1:])
    if text.startswith("u"):
        return base64url_decode(text[1:])
    raise IdentifierError("A key or signature does not say in which base it is written.")


def base64url_encode(data: bytes) -> str:
    """Return bytes in base64url without padding (RFC 4648 §5; RFC 7515 §2)."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def base64url_decode(text: str) -> bytes:
    """Return the bytes of a base64url text; raises IdentifierError for other letters."""
    padded = text + "=" * (-len(text) % 4)
    try:
        return base64.b64decode(padded, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise IdentifierError("A text is not written in base 64 for addresses.") from error

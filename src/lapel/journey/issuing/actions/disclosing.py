"""What a holder may leave out when she shows an SD-JWT VC, alike in every copy of her badge."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from lapel.domain.badges.multiformats import base64url_encode

if TYPE_CHECKING:
    from collections.abc import Mapping

MAY_HIDE = (("credentialSubject", "identifier"), ("credentialSubject", "result"), ("evidence",))
SALT_BYTES = 16  # 128 bits (RFC 9901 §9.3)


def hidable_in(document: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Give the paths of what a document holds of it."""
    return [path for path in MAY_HIDE if _is_there(document, path)]


def disclosure_salt() -> str:
    """Draw the salt of one disclosure."""
    return base64url_encode(secrets.token_bytes(SALT_BYTES))


def _is_there(document: Mapping[str, Any], path: tuple[str, ...]) -> bool:
    value: Any = document
    for step in path:
        value = value.get(step, {})
    return bool(value)

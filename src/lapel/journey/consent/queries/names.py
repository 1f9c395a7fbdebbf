"""Names under seal: for the teacher alone, and to find them in evidence."""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import cache
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

if TYPE_CHECKING:
    from uuid import UUID

_PURPOSE = b"lapel.consent.names"
_CODE = b"lapel.consent.code:"
_CODE_BYTES = 10


@cache
def _seal(secret: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def sealed(name: str) -> str:
    """Seal a name; an empty one stays empty."""
    return _seal(settings.KEYS_SECRET).encrypt(name.encode()).decode() if name else ""


def opened(token: str) -> str:
    """Open a sealed name; empty where the secret it was sealed under is gone."""
    try:
        return _seal(settings.KEYS_SECRET).decrypt(token.encode()).decode() if token else ""
    except InvalidToken:
        return ""


def code_of(link_id: UUID) -> str:
    """Give the code of a family's link: 80 bits that follow from the instance's secret."""
    secret = settings.SECRET_KEY.encode()
    code = hmac.digest(secret, _CODE + link_id.bytes, "sha256")[:_CODE_BYTES]
    letters = base64.b32encode(code).decode()
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def code_hash(code: str) -> str:
    """Hash a code as it is kept, however it was typed."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    # what base 32 leaves out (RFC 4648, section 6) is what people mistake for letters
    plain = plain.replace("0", "O").replace("1", "I").replace("8", "B")
    return hashlib.sha256(plain.encode()).hexdigest()

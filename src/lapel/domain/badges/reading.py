"""Any badge file to its document or token: JSON, VC-JWT, SD-JWT VC, baked PNG, baked SVG."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import png, strictjson, svg
from lapel.domain.badges.errors import UnreadableError
from lapel.domain.badges.jose import is_token

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_FILE = 16 * 1024 * 1024


def read_badge(data: bytes) -> dict[str, Any]:
    """Return the credential document in a badge file, told apart by content.

    Raises UnreadableError, with a sentence for people, for anything else, a token too.
    """
    found = read_any(data)
    if isinstance(found, str):
        raise UnreadableError("The badge is a signed token, which holds no readable document.")
    return found


def read_any(data: bytes) -> dict[str, Any] | str:
    """Return the credential document in a badge file, or the VC-JWT or SD-JWT VC that it holds."""
    if len(data) > MAX_FILE:
        raise UnreadableError("The file is larger than 16 MB.")
    if data.startswith(png.SIGNATURE):
        return _document(png.unbake_png(data))
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        return _document(svg.unbake_svg(data))
    if start == b"{":
        return _document(data)
    if start == b"e" and is_token(text := data.decode("ascii", "replace")):
        return text.strip()  # a header in base64url begins so
    if data.startswith(b"%PDF"):
        raise UnreadableError("A PDF certificate is not the badge itself: verify the badge file.")
    raise UnreadableError("The file is neither JSON nor a PNG or SVG picture with a badge in it.")


def write_badge(document: Mapping[str, Any]) -> str:
    """Return a credential as JSON text for a file or for baking: compact, UTF-8 unescaped."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _document(text: bytes | str) -> dict[str, Any] | str:
    if isinstance(text, str) and is_token(text):
        return text.strip()
    if isinstance(text, str) and not text.lstrip().startswith("{"):
        raise UnreadableError("The badge in the picture is not a JSON credential.")
    return strictjson.read_object(text)

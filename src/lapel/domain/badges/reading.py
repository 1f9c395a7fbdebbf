"""Any badge file to its document: JSON, baked PNG, baked SVG."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import png, strictjson, svg
from lapel.domain.badges.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_FILE = 16 * 1024 * 1024


def read_badge(data: bytes) -> dict[str, Any]:
    """Return the credential document in a badge file, told apart by content.

    Raises UnreadableError, with a sentence for people, for anything else.
    """
    if len(data) > MAX_FILE:
        raise UnreadableError("The file is larger than 16 MB.")
    if data.startswith(png.SIGNATURE):
        return _document(png.unbake_png(data))
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        return _document(svg.unbake_svg(data))
    if start == b"{":
        return _document(data)
    if data.startswith(b"%PDF"):
        raise UnreadableError("A PDF certificate is not the badge itself: verify the badge file.")
    raise UnreadableError("The file is neither JSON nor a PNG or SVG picture with a badge in it.")


def write_badge(document: Mapping[str, Any]) -> str:
    """Return a credential as JSON text for a file or for baking: compact, UTF-8 unescaped."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _document(text: bytes | str) -> dict[str, Any]:
    if isinstance(text, str) and not text.lstrip().startswith("{"):
        raise UnreadableError("The badge in the picture is not a JSON credential.")
    return strictjson.read_object(text)

"""Badges baked into PNG pictures: one iTXt chunk, read within limits (OB 3.0, §5.3.1)."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from lapel.domain.badges.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
KEYWORD_2 = b"openbadges"  # Open Badges 2.0, “Badge Baking”; a picture may hold both
MAX_PICTURE = 16 * 1024 * 1024
MAX_TEXT = 4 * 1024 * 1024
_TEXT_CHUNKS = (b"iTXt", b"tEXt", b"zTXt")

Chunk = tuple[bytes, bytes]


def bake_png(picture: bytes, text: str, *, keyword: bytes = KEYWORD) -> bytes:
    """Return the PNG with `text` (a credential's JSON or JWS) baked in once.

    A badge baked in before under this keyword is replaced. Raises UnreadableError when it is not
    a whole PNG.
    """
    kept = [chunk for chunk in _chunks(picture) if not _is_badge(chunk, keyword)]
    body = keyword + b"\0\0\0\0\0" + text.encode()
    kept.insert(1, (b"iTXt", body))
    return SIGNATURE + b"".join(_write(*chunk) for chunk in kept)


def unbake_png(picture: bytes, *, keyword: bytes = KEYWORD) -> str:
    """Return the text baked into a PNG.

    Raises UnreadableError when there is none, more than one, or it unpacks to over 4 MB.
    """
    found = [body for kind, body in _chunks(picture) if _is_badge((kind, body), keyword)]
    if not found:
        raise UnreadableError("The picture has no badge baked into it.")
    if len(found) > 1:
        raise UnreadableError("The picture has more than one badge baked into it.")
    return _text(found[0])


def _chunks(picture: bytes) -> Iterator[Chunk]:
    if not picture.startswith(SIGNATURE):
        raise UnreadableError("The file is not a PNG picture.")
    if len(picture) > MAX_PICTURE:
        raise UnreadableError("The picture is larger than 16 MB.")
    place, kind = len(SIGNATURE), b""
    while kind != b"IEND":
        if place + 12 > len(picture):
            raise UnreadableError("The picture is cut off.")
        length, kind = struct.unpack(">I4s", picture[place : place + 8])
        end = place + 8 + length
        if end + 4 > len(picture):
            raise UnreadableError("The picture is cut off.")
        yield kind, picture[place + 8 : end]
        place = end + 4


def _is_badge(chunk: Chunk, keyword: bytes) -> bool:
    kind, body = chunk
    return kind in _TEXT_CHUNKS and body.split(b"\0", 1)[0] == keyword


def _write(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _text(body: bytes) -> str:
    """Return an iTXt chunk's text (PNG 3rd edition, §11.3.3.4); tEXt and zTXt are not badges."""
    _, _, rest = body.partition(b"\0")
    if rest[2:].count(b"\0") < 2:
        raise UnreadableError("The badge baked into the picture is malformed.")
    # a flag and a method of a byte each, then a language and a keyword, each ended by zero
    compressed, packed = rest[0], rest[2:].split(b"\0", 2)[2]
    text = _unpack(packed) if compressed else packed
    if len(text) > MAX_TEXT:
        raise UnreadableError("The badge baked into the picture is larger than 4 MB.")
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise UnreadableError("The badge baked into the picture is not UTF-8 text.") from error


def _unpack(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, MAX_TEXT + 1)
    except zlib.error as error:
        raise UnreadableError("The badge baked into the picture cannot be unpacked.") from error

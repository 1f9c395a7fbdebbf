"""What is sent: the whole or a range of it, walled off."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import HttpResponse, StreamingHttpResponse

from lapel.journey.files.queries.keeping import storage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    # gives the bytes from a first one on, so many
    Reader = Callable[[int, int], Iterable[bytes]]

_RANGE = re.compile(r"bytes=([0-9]*)-([0-9]*)")
# More than any file has bytes; int() refuses what has thousands of digits.
_BEYOND = 10**18
_MOST_DIGITS = 18


def served(request: HttpRequest, blob: str, *, media_type: str, etag: str) -> HttpResponseBase:
    """Stream a blob, or the one range of it that was asked for (RFC 9110, section 14).

    The headers wall the content off: no scripts, no frames, no guessing of its type.
    """

    def read(first: int, length: int) -> Iterable[bytes]:
        return storage().open(blob, offset=first, length=length)

    return _answer(request, read, size=storage().size(blob), media_type=media_type, etag=etag)


def served_bytes(
    request: HttpRequest, content: bytes, *, media_type: str, etag: str
) -> HttpResponseBase:
    """Send what was made for this request, in the same way."""

    def read(first: int, length: int) -> Iterable[bytes]:
        return [content[first : first + length]]

    return _answer(request, read, size=len(content), media_type=media_type, etag=etag)


def _answer(
    request: HttpRequest, read: Reader, *, size: int, media_type: str, etag: str
) -> HttpResponseBase:
    first, last, status = _asked_range(request, size, etag)
    if status == 416:
        response: HttpResponseBase = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return response
    length = last - first + 1
    if request.method == "HEAD":
        response = HttpResponse(status=status, content_type=media_type)
    else:
        body = read(first, length)
        response = StreamingHttpResponse(body, status=status, content_type=media_type)
    response["Content-Length"] = str(length)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = f'"{etag}"'
    response["Cache-Control"] = "private, max-age=3600"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-site"
    if status == 206:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _asked_range(request: HttpRequest, size: int, etag: str) -> tuple[int, int, int]:
    """Give first byte, last byte and status: 200 whole, 206 part, 416 outside."""
    whole = (0, size - 1, 200)
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    condition = request.headers.get("If-Range")
    if not asked or not any(asked.groups()) or (condition and condition != f'"{etag}"'):
        return whole
    start, end = asked.groups()
    if not start:
        first, last = max(0, size - _number(end)), size - 1
    else:
        first, last = _number(start), min(_number(end) if end else size - 1, size - 1)
    if first > last or (not start and _number(end) == 0):
        return 0, 0, 416
    return first, last, 206


def _number(digits: str) -> int:
    """Read a position or a length, however long it is written."""
    return int(digits) if len(digits) <= _MOST_DIGITS else _BEYOND

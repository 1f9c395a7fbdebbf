"""The badge attached to a PDF (PDF 2.0, §7.11.4), read with pdfium within limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lapel.domain.badges.errors import UnreadableError
from lapel.domain.badges.reading import MAX_FILE, read_any

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_ATTACHMENTS = 16


def attached_badge(data: bytes) -> dict[str, Any] | str:
    """Return the document or token of the one badge attached to a PDF.

    Raises UnreadableError where the PDF is damaged, or holds none or several.
    """
    return read_any(attached_file(data))


def attached_file(data: bytes) -> bytes:
    """Return the one badge attached to a PDF byte for byte; raises as `attached_badge` does."""
    found = [content for content in _attachments(data) if _is_badge(content)]
    if not found:
        raise UnreadableError("The PDF has no badge attached to it: verify the badge file.")
    if len(found) > 1:
        raise UnreadableError("The PDF has more than one badge attached to it.")
    return found[0]


def _attachments(data: bytes) -> Iterator[bytes]:
    import pypdfium2  # heavy, and only PDFs need it

    if len(data) > MAX_FILE:
        raise UnreadableError("The file is larger than 16 MB.")
    try:
        with pypdfium2.PdfDocument(data) as document:
            for number in range(min(document.count_attachments(), MAX_ATTACHMENTS)):
                yield from _content(document.get_attachment(number))
    except pypdfium2.PdfiumError as error:
        raise UnreadableError("The PDF is damaged or locked.") from error


def _content(attachment: Any) -> Iterator[bytes]:
    """Yield an attachment's bytes; nothing of one that is empty or damaged."""
    import pypdfium2

    try:
        yield bytes(attachment.get_data())
    except pypdfium2.PdfiumError:
        return


def _is_badge(content: bytes) -> bool:
    try:
        found = read_any(content)
    except UnreadableError:
        return False
    return isinstance(found, str) or "issuer" in found

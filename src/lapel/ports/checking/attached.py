"""The badge attached to a PDF (PDF 2.0, §7.11.4), read with pdfium within limits.

Two megabytes of a PDF may unpack to gigabytes, and pdfium cannot be told to stop. So whoever is not
in a child with limits already has it done in one: `python -m lapel.ports.checking.attached`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lapel.domain.badges.errors import UnreadableError
from lapel.domain.badges.reading import MAX_FILE, read_any

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_ATTACHMENTS = 16
MEMORY_MB, SECONDS, PATIENCE = 1024, 10, 60
_PDF = b"%PDF"
_PASSED_ON = ("COVERAGE_", "COV_CORE_")
_SAID = 3  # the child's exit code where standard error holds a sentence


def out_of_pdf(data: bytes) -> bytes:
    """Return the badge attached to a PDF, taken out in a child; anything else as it is.

    Raises UnreadableError as `attached_file` does, and where the PDF asks for too much.
    """
    if not data.startswith(_PDF):
        return data
    if len(data) > MAX_FILE:
        raise UnreadableError("The file is larger than 16 MB.")
    command = [sys.executable, "-P", "-s", "-m", "lapel.ports.checking.attached"]
    place = {name: value for name, value in os.environ.items() if name.startswith(_PASSED_ON)}
    place |= {"PYTHONPATH": str(Path(__file__).parents[3]), "LANG": "C.UTF-8"}
    try:
        done = subprocess.run(
            command, input=data, env=place, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise UnreadableError(_TOO_MUCH) from None
    if done.returncode == _SAID:
        raise UnreadableError(done.stderr.decode())
    if done.returncode:
        raise UnreadableError(_TOO_MUCH)
    return done.stdout


_TOO_MUCH = "The PDF is damaged or unusual and could not be read safely."


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


def main() -> None:
    """Put limits on this process, read a PDF from standard input, and write the badge in it."""
    import resource

    mebi = 1024 * 1024
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB * mebi, MEMORY_MB * mebi))
    try:
        sys.stdout.buffer.write(attached_file(sys.stdin.buffer.read()))
    except UnreadableError as error:
        sys.stderr.write(error.said)
        sys.exit(_SAID)


if __name__ == "__main__":
    main()

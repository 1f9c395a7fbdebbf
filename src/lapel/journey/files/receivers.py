"""Jobs on files."""

from __future__ import annotations

from lapel.journey.files.actions import forget_blobs, make_ready
from lapel.journey.files.events import FileErased, FileReceived
from lapel.journey.record.events import receives


@receives(FileReceived, heavy=True)
def rebuild(event: FileReceived) -> None:
    """Type the file by its content and make what may be shown of it."""
    make_ready(file_id=event.file_id)


@receives(FileErased, heavy=True)
def remove_bytes(event: FileErased) -> None:
    """Take out of the store what nothing names any more."""
    forget_blobs(blobs=event.blobs)

"""Blobs kept under opaque keys, and the staging area where a long upload grows."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """What was durably stored: its size in bytes and its SHA-256 in lower-case hexadecimal."""

    size: int
    sha256: str


class StorageError(Exception):
    """Something the store cannot do, said in one sentence."""


class BadKeyError(StorageError, ValueError):
    """A key that is not made of plain lower-case segments."""


class MissingBlobError(StorageError, KeyError):
    """Nothing is stored under this key."""

    def __str__(self) -> str:
        return str(self.args[0])


class OffsetError(StorageError, ValueError):
    """Bytes were offered beyond the end of what is staged; `size` says where staging stands."""

    def __init__(self, message: str, *, size: int) -> None:
        super().__init__(message)
        self.size = size


class BusyError(StorageError):
    """Another writer is appending to the same staged upload at this moment."""


class Storage(Protocol):
    """Blobs by key (`a-z0-9/_.-`), and local staging; every write is durable when it returns."""

    def put(self, key: str, stream: BinaryIO) -> StoredBlob:
        """Store the stream under the key, replacing atomically what was there."""
        ...

    def open(self, key: str, *, offset: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Give the bytes from `offset` (at most `length`) in chunks; MissingBlobError at once."""
        ...

    def size(self, key: str) -> int:
        """Give the blob's size in bytes; MissingBlobError when there is none."""
        ...

    def exists(self, key: str) -> bool:
        """Tell whether a blob is stored under the key."""
        ...

    def delete(self, key: str) -> None:
        """Remove the blob durably; removing what is not there is no error."""
        ...

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Give every stored key that begins with the prefix, sorted; staging is not included."""
        ...

    def local_path(self, key: str) -> AbstractContextManager[Path]:
        """Lend a readable path of the blob to a child process for the length of the context."""
        ...

    def append(
        self,
        key: str,
        offset: int,
        chunks: Iterable[bytes],
        *,
        on_durable: Callable[[int], None] | None = None,
        on_held: Callable[[], None] | None = None,
    ) -> int:
        """Write chunks at `offset` of a staged upload and give its new durable size.

        What lay beyond `offset` was never acknowledged and is cut off. `on_held` is called when no
        other writer can come between any more and nothing has changed yet: what it raises is raised
        again and leaves the upload as it was. `on_durable` is told the
        size each time bytes have reached the disk, also when `chunks` breaks off with an error,
        which is then raised again. OffsetError when `offset` lies past the end, BusyError when
        another writer holds the upload.
        """
        ...

    def staged_size(self, key: str) -> int:
        """Give the size of a staged upload; 0 when nothing is staged."""
        ...

    def staged_keys(self) -> Iterator[str]:
        """Give the key of every staged upload, sorted."""
        ...

    def open_staged(self, key: str) -> Iterator[bytes]:
        """Give a staged upload's bytes as far as they go now; MissingBlobError at once."""
        ...

    def discard(self, key: str) -> None:
        """Drop a staged upload; dropping what is not there is no error."""
        ...

    def tidy(self) -> int:
        """Remove what writes left behind that were cut off over an hour ago; give their number."""
        ...

    def finish(self, staging_key: str, key: str) -> StoredBlob:
        """Move a staged upload to its key; asked again after a crash it gives the same answer."""
        ...


def from_url(url: str) -> Storage:
    """Open the store that `files:///absolute/folder[?sync_mb=8]` names; ValueError otherwise."""
    from lapel.ports.storage.files import FileStorage

    parts = urlsplit(url)
    if parts.scheme != "files" or parts.netloc or not parts.path.startswith("/"):
        raise ValueError(f"Storage must be files:///absolute/folder, not {url!r}.")
    every = parse_qs(parts.query).get("sync_mb", ["8"])[0]
    if not every.isdigit() or int(every) < 1:
        raise ValueError(f"sync_mb of the storage must be a whole number from 1, not {every!r}.")
    return FileStorage(Path(unquote(parts.path)), sync_every=int(every) * 1024 * 1024)

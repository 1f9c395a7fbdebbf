"""Blobs as files in one folder of this machine."""

import fcntl
import hashlib
import os
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from lapel.failpoint import failpoint
from lapel.ports.storage import (
    BadKeyError,
    BusyError,
    MissingBlobError,
    OffsetError,
    StoredBlob,
)

CHUNK = 1024 * 1024
# No single write takes so long; what is older belongs to a process that was killed.
CUT_OFF = 60 * 60
# A segment never starts with a dot, so no key can name the staging area or a temporary file.
KEY = re.compile(r"[a-z0-9_-][a-z0-9_.-]{0,199}(/[a-z0-9_-][a-z0-9_.-]{0,199}){0,15}")


class FileStorage:
    """Keeps each blob as one file, written beside its place, fsynced, then renamed into it."""

    def __init__(self, root: Path, *, sync_every: int = 8 * 1024 * 1024) -> None:
        self._root = root
        self._sync_every = sync_every

    def __repr__(self) -> str:
        return f"FileStorage({str(self._root)!r})"

    def put(self, key: str, stream: BinaryIO) -> StoredBlob:
        """Store the stream under the key, replacing atomically what was there."""
        target = self._path(key)
        _make_folder(target.parent)
        temporary = target.parent / f".{secrets.token_hex(12)}.part"
        try:
            with temporary.open("xb") as file:
                blob = _copy(_chunks(stream, None), file)
                _sync(file)
            failpoint("storage.put-unmoved")
            _move(temporary, target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        return blob

    def open(self, key: str, *, offset: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Give the bytes from `offset` (at most `length`) in chunks; MissingBlobError at once."""
        if offset < 0 or (length is not None and length < 0):
            raise ValueError("Offset and length of a read cannot be negative.")
        file = self._open(self._path(key), key)
        file.seek(offset)
        return _Reading(file, length)

    def size(self, key: str) -> int:
        """Give the blob's size in bytes; MissingBlobError when there is none."""
        with self._open(self._path(key), key) as file:
            return os.fstat(file.fileno()).st_size

    def exists(self, key: str) -> bool:
        """Tell whether a blob is stored under the key."""
        return self._path(key).is_file()

    def delete(self, key: str) -> None:
        """Remove the blob durably; removing what is not there is no error."""
        _remove(self._path(key))

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Give every stored key that begins with the prefix, sorted; staging is not included."""
        # no key begins with a dot or a slash, so a prefix leads nowhere but below the root
        start = self._root / prefix.rpartition("/")[0] if KEY.match(prefix) else self._root
        found = (path.relative_to(self._root).as_posix() for path in start.rglob("*"))
        names = (name for name in found if name.startswith(prefix) and KEY.fullmatch(name))
        yield from sorted(name for name in names if (self._root / name).is_file())

    @contextmanager
    def local_path(self, key: str) -> Iterator[Path]:
        """Lend a readable path of the blob to a child process for the length of the context."""
        path = self._path(key)
        self._open(path, key).close()
        yield path

    def append(
        self,
        key: str,
        offset: int,
        chunks: Iterable[bytes],
        *,
        on_durable: Callable[[int], None] | None = None,
        on_held: Callable[[], None] | None = None,
    ) -> int:
        """Write chunks at `offset` of a staged upload and give its new durable size."""
        with self._staged(key) as file:
            if on_held:
                on_held()
            size = os.fstat(file.fileno()).st_size
            if not 0 <= offset <= size:
                raise OffsetError(f"The upload stands at byte {size}, not {offset}.", size=size)
            file.truncate(offset)
            file.seek(offset)
            return _append(file, chunks, self._sync_every, on_durable or _ignore)

    def staged_size(self, key: str) -> int:
        """Give the size of a staged upload; 0 when nothing is staged."""
        try:
            return self._staging_path(key).stat().st_size
        except FileNotFoundError:
            return 0

    def staged_keys(self) -> Iterator[str]:
        """Give the key of every staged upload, sorted."""
        folder = self._root / ".staging"
        names = (path.name.replace("@", "/") for path in folder.glob("*") if path.is_file())
        yield from sorted(name for name in names if KEY.fullmatch(name))

    def open_staged(self, key: str) -> Iterator[bytes]:
        """Give a staged upload's bytes as far as they go now; MissingBlobError at once."""
        file = self._open(self._staging_path(key), key)
        return _Reading(file, os.fstat(file.fileno()).st_size)

    def discard(self, key: str) -> None:
        """Drop a staged upload; dropping what is not there is no error."""
        _remove(self._staging_path(key))

    def finish(self, staging_key: str, key: str) -> StoredBlob:
        """Move a staged upload to its key; asked again after a crash it gives the same answer."""
        staged, target = self._staging_path(staging_key), self._path(key)
        if not staged.exists():
            return self._describe(target, key)
        with self._staged(staging_key) as file:
            _sync(file)
            blob = _copy(_chunks(file, None), None)
            _make_folder(target.parent)
            failpoint("storage.finish-unmoved")
            _move(staged, target)
            failpoint("storage.finish-moved")
            _sync_folder(staged.parent)
        return blob

    def tidy(self) -> int:
        """Remove what writes left behind that were cut off over an hour ago; give their number."""
        before = time.time() - CUT_OFF
        left = [path for path in self._root.rglob(".*.part") if path.stat().st_mtime < before]
        for path in left:
            _remove(path)
        return len(left)

    def _describe(self, path: Path, key: str) -> StoredBlob:
        with self._open(path, key) as file:
            return _copy(_chunks(file, None), None)

    def _path(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise BadKeyError(f"{key!r} is no storage key: use a-z, 0-9, '/', '_', '.' and '-'.")
        return self._root / key

    def _staging_path(self, key: str) -> Path:
        self._path(key)
        return self._root / ".staging" / key.replace("/", "@")

    def _open(self, path: Path, key: str) -> BinaryIO:
        try:
            return path.open("rb")
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            raise MissingBlobError(f"Nothing is stored under {key!r}.") from None

    @contextmanager
    def _staged(self, key: str) -> Iterator[BinaryIO]:
        path = self._staging_path(key)
        _make_folder(path.parent)
        # O_CREAT without truncation: "r+b" would refuse a new file and "w+b" would empty an old one
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BusyError("Another device is sending this very upload.") from None
            if not _is_still_at(file, path):
                # finished or discarded between open and lock: these bytes are no longer staging
                raise BusyError("This upload has just been finished or dropped.")
            _sync_folder(path.parent)
            yield file


def _is_still_at(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _append(
    file: BinaryIO, chunks: Iterable[bytes], every: int, on_durable: Callable[[int], None]
) -> int:
    pending = 0
    try:
        for chunk in chunks:
            file.write(chunk)
            pending += len(chunk)
            if pending >= every:
                _report(file, on_durable)
                pending = 0
    finally:
        # a cut connection keeps what already arrived
        size = _report(file, on_durable)
    return size


def _report(file: BinaryIO, on_durable: Callable[[int], None]) -> int:
    failpoint("storage.append-unsynced")
    _sync(file)
    failpoint("storage.append-synced")
    size = file.tell()
    on_durable(size)
    return size


def _ignore(_size: int) -> None:
    """Tell nobody."""


def _copy(chunks: Iterable[bytes], file: BinaryIO | None) -> StoredBlob:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
        if file:
            file.write(chunk)
    return StoredBlob(size=size, sha256=digest.hexdigest())


def _chunks(stream: BinaryIO, length: int | None) -> Iterator[bytes]:
    left = length
    while chunk := stream.read(CHUNK if left is None else min(CHUNK, left)):
        yield chunk
        if left is not None:
            left -= len(chunk)


class _Reading(Iterator[bytes]):
    """Gives an open file's bytes; closes it at their end, or when its reader stops before.

    A generator would not do: closed before its first chunk, as by a visitor who left at once, it
    runs none of its code and leaves the file open.
    """

    def __init__(self, file: BinaryIO, length: int | None) -> None:
        self._file = file
        self._rest = _chunks(file, length)

    def __next__(self) -> bytes:
        try:
            return next(self._rest)
        except StopIteration:
            self.close()
            raise

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _make_folder(folder: Path) -> None:
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for place in missing:
        _sync_folder(place.parent)


def _move(source: Path, target: Path) -> None:
    source.replace(target)
    _sync_folder(target.parent)


def _remove(path: Path) -> None:
    with suppress(FileNotFoundError, NotADirectoryError):
        path.unlink()
        _sync_folder(path.parent)

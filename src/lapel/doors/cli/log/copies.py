"""A log's files, in a folder or at an address."""

from __future__ import annotations

from pathlib import Path

from lapel.domain.transparency.tiles import MAX_ENTRY, WIDTH, Reader

MAX_FILE = WIDTH * (MAX_ENTRY + 2)  # the largest bundle there can be
MISSING = (404, 410)


class UnreachableError(Exception):
    """An address did not give what it should; the message is a sentence."""


class Folder:
    """A copy of a log on the disk; only the log's own paths are ever asked for."""

    def __init__(self, name: str) -> None:
        self._root = Path(name)

    def read(self, path: str, /) -> bytes | None:
        """Return a file's bytes (of a huge one the first 16 MB, which is no tile), or None."""
        place = self._root / path
        if not place.is_file():  # a pipe or a device would never end
            return None
        try:
            with place.open("rb") as file:
                return file.read(MAX_FILE + 1)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None


class Address:
    """A log as it is served, read through the one guarded way out."""

    def __init__(self, address: str, *, allow_local: bool = False) -> None:
        self._address = address.rstrip("/")
        self._allow_local = allow_local

    def read(self, path: str, /) -> bytes | None:
        """Return a file's bytes, or None where there is none; UnreachableError otherwise."""
        from lapel.ports.fetch import FetchRefused, fetch

        try:
            answer = fetch(
                f"{self._address}/{path}",
                max_bytes=MAX_FILE,
                redirects=3,
                allow_http=self._allow_local,
                allow_private=self._allow_local,
            )
        except FetchRefused as refusal:
            raise UnreachableError(str(refusal)) from refusal
        if answer.status in MISSING:
            return None
        if answer.status != 200:
            raise UnreachableError(f"{path} was answered with status {answer.status}.")
        return answer.body


def copy_at(name: str, *, allow_local: bool = False) -> Reader:
    """Give the log at an address, or the copy in a folder."""
    if name.startswith(("https://", "http://")):
        return Address(name, allow_local=allow_local)
    return Folder(name)

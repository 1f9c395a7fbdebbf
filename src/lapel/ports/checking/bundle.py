"""What a bundle is: the names of its files, and how they are read from a folder or a .zip.

Only the names below are ever opened, and of endorsements those that the manifest lists by an id; no
link, device or pipe (docs/adr/0014).
"""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Protocol

from lapel.domain.badges import strictjson
from lapel.domain.badges.errors import UnreadableError
from lapel.domain.badges.inner import MAX_ENDORSEMENTS
from lapel.domain.badges.reading import MAX_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT = "lapel/bundle@1"
CREDENTIAL = "credential.json"
DID = "did.json"
STATUS = "status.json"
ANCHORED = "anchored.json"
LOG_PROOF = "proof.tlog-proof"
CHECKPOINT = "checkpoint"
PICTURES = ("badge.svg", "badge.png")
PAGE = "index.html"
README = "README.txt"
MANIFEST = "manifest.json"
NAMES = (CREDENTIAL, DID, STATUS, LOG_PROOF, CHECKPOINT, ANCHORED, *PICTURES, PAGE, README)
ENDORSEMENTS = "endorsements"
# An endorsement by its id, and the copies that came with it.
_ENDORSEMENT = re.compile(
    rf"({ENDORSEMENTS}/[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})\.json"
)
ZIP = b"PK\x03\x04"
MAX_ENTRIES = 64
# What zipfile and what unpacks for it may raise for bytes of a stranger's choosing.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    OSError,
    EOFError,
    struct.error,
)


class Reader(Protocol):
    """Whatever holds a bundle's files."""

    def read(self, name: str, /) -> bytes | None:
        """Return a file's bytes, None where there is none; UnreadableError if over 16 MB."""


class Folder:
    """A bundle in a folder."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def read(self, name: str, /) -> bytes | None:
        """Return a file's bytes, or None; a link counts as none, since it leads elsewhere."""
        place = self._place / name
        leads_away = place.is_symlink() or ("/" in name and place.parent.is_symlink())
        if leads_away or not place.is_file():
            return None
        try:
            with place.open("rb") as file:
                return _within(file.read(MAX_FILE + 1), name)
        except OSError as error:
            raise UnreadableError("{name} cannot be read.", name=name) from error


class Zipped:
    """A bundle in a .zip, at its top or in the one folder there."""

    def __init__(self, data: bytes) -> None:
        """Open it; raises UnreadableError for what is no archive or holds no one badge."""
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGE as error:
            raise UnreadableError("The file is a damaged .zip.") from error
        names = self._archive.namelist()
        found = [name for name in names if name.rpartition("/")[2] == CREDENTIAL]
        if len(names) > MAX_ENTRIES or len(set(names)) != len(names) or len(found) != 1:
            raise UnreadableError("The .zip does not hold the files of one badge.")
        self._start = found[0].removesuffix(CREDENTIAL)

    def read(self, name: str, /) -> bytes | None:
        """Return a file's bytes, or None."""
        try:
            with self._archive.open(self._start + name) as file:
                content = file.read(MAX_FILE + 1)
        except KeyError:
            return None
        except _DAMAGE as error:
            raise UnreadableError("The file is a damaged .zip.") from error
        return _within(content, name)


def is_bundle(place: Path) -> bool:
    """Say whether a folder is a bundle, by its files' names."""
    if not (place / CREDENTIAL).is_file():
        return False
    return any((place / name).is_file() for name in (MANIFEST, DID, STATUS, LOG_PROOF))


def endorsement_names(content: bytes | None) -> list[tuple[str, str, str]]:
    """Return the names of the endorsements that a manifest lists, each with those of its copies.

    They are its credential, and its endorser's DID document and status list. UnreadableError for a
    manifest that is no JSON object.
    """
    listed = strictjson.read_object(content).get("files") if content else None
    names = sorted(listed) if isinstance(listed, dict) else []
    found = [match[1] for name in names if (match := _ENDORSEMENT.fullmatch(name))]
    return [copies_of(each) for each in found[:MAX_ENDORSEMENTS]]


def copies_of(stem: str) -> tuple[str, str, str]:
    """Return the names of an endorsement's credential, DID document and status list."""
    return f"{stem}.json", f"{stem}.did.json", f"{stem}.status.json"


def manifest(files: Mapping[str, bytes], *, made: str) -> bytes:
    """Return the manifest of a bundle's files; `made` is a timestamp in UTC."""
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    text = json.dumps({"format": FORMAT, "made": made, "files": hashes}, indent=2)
    return (text + "\n").encode()


def _within(data: bytes, name: str) -> bytes:
    if len(data) > MAX_FILE:
        raise UnreadableError("{name} is larger than 16 MB.", name=name)
    return data

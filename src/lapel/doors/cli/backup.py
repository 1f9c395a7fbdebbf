"""`lapel backup FILE`: database and files in one file, also while Lapel is serving.

The database comes first, as one consistent snapshot; files come after it. Lapel syncs a file
before the row that names it, so every file the snapshot names is there to be copied: uploads on
their way before those that have arrived, because that is the way they move. Keys are left out
unless asked for, and then only under a passphrase. `lapel.env` is not in it: it holds secrets.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import sys
import tarfile
import tempfile
import time
from contextlib import closing
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lapel.doors.cli.tables import copy_out, is_in_use, is_postgresql
from lapel.ports.storage import MissingBlobError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from lapel.ports.storage import Storage

FORMAT = "lapel/backup@1"
SQLITE = "database.sqlite3"
PASSPHRASE = "LAPEL_BACKUP_PASSPHRASE"  # noqa: S105 (the name of a variable)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `backup` takes."""
    parser.add_argument("file", type=Path, help="where to write; never overwritten")
    parser.add_argument(
        "--with-keys",
        action="store_true",
        help=f"also the signing keys, under a passphrase ({PASSPHRASE}, or asked for)",
    )


def run(options: argparse.Namespace) -> int:
    """Write the backup beside its final name, then move it there whole."""
    import django

    django.setup()
    from lapel.ports.keys import KeysError

    hindrance = _hindrance(options.file)
    if hindrance:
        print(hindrance, file=sys.stderr)
        return 1
    passphrase = ask_passphrase() if options.with_keys else ""
    try:
        parts = _write(options.file, passphrase=passphrase)
    except (OSError, KeysError) as wrong:
        print(f"{options.file} could not be written: {wrong}", file=sys.stderr)
        return 1
    print(f"{options.file}: {parts} parts, {options.file.stat().st_size / 1e6:.1f} MB.")
    if not passphrase:
        print(f"Signing keys are not in it ({_where_keys_are()}).")
    return 0


def _where_keys_are() -> str:
    from django.conf import settings

    if settings.KEYS_URL.startswith("file:"):
        return "--with-keys puts them in, under a passphrase"
    return "they cannot leave the device that holds them; back that up by its own means"


def _hindrance(file: Path) -> str:
    from django.conf import settings
    from django.db import connection

    if file.exists():
        return f"{file} exists already; choose another name."
    if not file.absolute().parent.is_dir():
        return f"{file.absolute().parent} is no folder."
    database = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and not database.exists():
        return f"{database} is not there: there is nothing to back up."
    if is_postgresql() and not is_in_use():
        return "There is nothing in the database yet: there is nothing to back up."
    (settings.HOME / "db").mkdir(parents=True, exist_ok=True)
    return ""


def _write(file: Path, *, passphrase: str) -> int:
    part = file.with_name(f".{file.name}.part")
    part.unlink(missing_ok=True)  # of a backup that was killed
    try:
        with part.open("xb") as raw:
            os.fchmod(raw.fileno(), 0o600)
            with tarfile.open(fileobj=raw, mode="w") as archive:
                parts = write_parts(archive, passphrase=passphrase)
            raw.flush()
            os.fsync(raw.fileno())
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)
    return parts


def ask_passphrase() -> str:
    """Take the passphrase from the environment, or ask for it."""
    return os.environ.get(PASSPHRASE) or getpass("Passphrase for the keys: ")


def write_parts(archive: tarfile.TarFile, *, passphrase: str) -> int:
    """Write every part and, last, `backup.json` with the SHA-256 of each; returns their number."""
    from django.conf import settings

    from lapel.ports.keys import from_url as keys_from_url
    from lapel.ports.storage import from_url as storage_from_url

    hashes: dict[str, str] = {}
    if passphrase:  # first: a passphrase that is too short is told before the long work
        ring = keys_from_url(settings.KEYS_URL, secret=settings.KEYS_SECRET)
        sealed = ring.export_encrypted(passphrase)
        hashes["keys.sealed"] = _add_bytes(archive, "keys.sealed", sealed)
    with tempfile.TemporaryDirectory(dir=settings.HOME / "db") as folder:
        for name in _snapshot(Path(folder)):
            hashes[name] = _add(archive, name, Path(folder) / name)
    storage = storage_from_url(settings.STORAGE_URL)
    with tempfile.TemporaryDirectory(dir=settings.HOME / "db") as folder:
        for key in _shown(list(storage.staged_keys()), "uploads on their way"):
            hashes |= _add_staged(archive, storage, key, Path(folder) / "staged")
    for key in _shown(list(storage.keys()), "files"):
        hashes |= _add_blob(archive, storage, key)
    about: dict[str, Any] = {"format": FORMAT, "at": int(time.time()), "parts": hashes}
    about["instance"] = settings.INSTANCE
    about["base_url"] = settings.BASE_URL
    _add_bytes(archive, "backup.json", json.dumps(about, indent=1).encode())
    return len(hashes)


def _snapshot(folder: Path) -> list[str]:
    """Copy the database into a folder as of one moment; gives the names of the parts."""
    from django.db import connection

    if is_postgresql():
        return copy_out(folder)
    source = sqlite3.connect(connection.settings_dict["NAME"])
    with closing(source), closing(sqlite3.connect(folder / SQLITE)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    return [SQLITE]


def _shown(items: list[str], what: str) -> Iterable[str]:
    """Pass items on and show on a terminal how far it is."""
    for number, item in enumerate(items, start=1):
        if sys.stderr.isatty() and (number % 50 == 0 or number == len(items)):
            print(f"\r{what}: {number} of {len(items)}", end="", file=sys.stderr, flush=True)
        yield item
    if sys.stderr.isatty() and items:
        print(file=sys.stderr)


def _add(archive: tarfile.TarFile, name: str, path: Path) -> str:
    archive.add(path, arcname=name, recursive=False)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add_blob(archive: tarfile.TarFile, storage: Storage, key: str) -> dict[str, str]:
    """Add a blob; nothing where it was removed while we were on the way to it."""
    try:
        with storage.local_path(key) as path:
            return {f"files/{key}": _add(archive, f"files/{key}", path)}
    except (MissingBlobError, FileNotFoundError):
        return {}


def _add_staged(archive: tarfile.TarFile, storage: Storage, key: str, copy: Path) -> dict[str, str]:
    """Add an upload as it stands; nothing where it arrived meanwhile and comes with the files."""
    try:
        with copy.open("wb") as target:
            target.writelines(storage.open_staged(key))
    except MissingBlobError:
        return {}
    return {f"staged/{key}": _add(archive, f"staged/{key}", copy)}


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> str:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    entry.mode = 0o600
    archive.addfile(entry, io.BytesIO(content))
    return hashlib.sha256(content).hexdigest()

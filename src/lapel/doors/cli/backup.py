"""`lapel backup FILE`: database, files and settings in one file, also while Lapel is serving.

The database comes first, as one consistent snapshot; files come after it. Lapel syncs a file
before the row that names it, so every file the snapshot names is there to be copied. Keys are
left out unless asked for, and then only under a passphrase.
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

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from lapel.ports.storage import Storage

FORMAT = "lapel/backup@1"
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
    if options.file.exists():
        print(f"{options.file} exists already; choose another name.", file=sys.stderr)
        return 1
    import django

    django.setup()
    passphrase = ask_passphrase() if options.with_keys else ""
    part = options.file.with_name(f".{options.file.name}.part")
    try:
        with part.open("xb") as raw:
            os.fchmod(raw.fileno(), 0o600)
            with tarfile.open(fileobj=raw, mode="w") as archive:
                parts = write_parts(archive, passphrase=passphrase)
            raw.flush()
            os.fsync(raw.fileno())
        part.rename(options.file)
    finally:
        part.unlink(missing_ok=True)
    print(f"{options.file}: {parts} parts, {options.file.stat().st_size / 1e6:.1f} MB.")
    if not passphrase:
        print("Signing keys are not in it (--with-keys puts them in, under a passphrase).")
    return 0


def ask_passphrase() -> str:
    """Take the passphrase from the environment, or ask for it."""
    return os.environ.get(PASSPHRASE) or getpass("Passphrase for the keys: ")


def write_parts(archive: tarfile.TarFile, *, passphrase: str) -> int:
    """Write every part and, last, `backup.json` with the SHA-256 of each; returns their number."""
    from django.conf import settings

    from lapel.ports.keys import from_url as keys_from_url
    from lapel.ports.storage import from_url as storage_from_url

    hashes: dict[str, str] = {}
    with tempfile.TemporaryDirectory(dir=settings.HOME / "db") as folder:
        snapshot = Path(folder) / "snapshot.sqlite3"
        _snapshot(snapshot)
        hashes["database.sqlite3"] = _add(archive, "database.sqlite3", snapshot)
    storage = storage_from_url(settings.STORAGE_URL)
    for key in _shown(list(storage.keys()), "files"):
        hashes[f"files/{key}"] = _add_blob(archive, storage, key)
    if passphrase:
        ring = keys_from_url(settings.KEYS_URL, secret=settings.KEYS_SECRET)
        sealed = ring.export_encrypted(passphrase)
        hashes["keys.sealed"] = _add_bytes(archive, "keys.sealed", sealed)
    about: dict[str, Any] = {"format": FORMAT, "at": int(time.time()), "parts": hashes}
    about["instance"] = settings.INSTANCE
    about["base_url"] = settings.BASE_URL
    _add_bytes(archive, "backup.json", json.dumps(about, indent=1).encode())
    return len(hashes)


def _snapshot(target: Path) -> None:
    from django.core.exceptions import ImproperlyConfigured
    from django.db import connection

    if connection.vendor != "sqlite":
        raise ImproperlyConfigured(
            "`lapel backup` writes SQLite instances; on PostgreSQL use pg_dump for the database."
        )
    source = sqlite3.connect(connection.settings_dict["NAME"])
    with closing(source), closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


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


def _add_blob(archive: tarfile.TarFile, storage: Storage, key: str) -> str:
    with storage.local_path(key) as path:
        return _add(archive, f"files/{key}", path)


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> str:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    entry.mode = 0o600
    archive.addfile(entry, io.BytesIO(content))
    return hashlib.sha256(content).hexdigest()

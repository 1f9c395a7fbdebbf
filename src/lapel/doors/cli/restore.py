"""`lapel restore FILE`: a backup brought back into an empty instance.

Everything is checked against the hashes in the backup before anything is put in place. The
database comes last, so that a restore that was cut off leaves an instance that is still empty.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from lapel.doors.cli.backup import FORMAT, SQLITE, ask_passphrase
from lapel.doors.cli.prepare import restored_mark
from lapel.doors.cli.tables import (
    LISTING,
    UnusableTablesError,
    copy_in,
    is_in_use,
    is_postgresql,
    is_shared,
)

if TYPE_CHECKING:
    import argparse

    from lapel.ports.storage import Storage


PLACES = ("files", "staged")
CHUNK = 1024 * 1024
EMPTY = "a backup is restored into an empty instance."


class UnusableError(Exception):
    """A file that is no whole backup; the message says why."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `restore` takes."""
    parser.add_argument("file", type=Path, help="what `lapel backup` wrote")


def run(options: argparse.Namespace) -> int:
    """Check the whole file, then put it in place."""
    from django.conf import settings

    from lapel.doors.cli.prepare import make_folders, prepare

    hindrance = _hindrance()
    if hindrance:
        print(hindrance, file=sys.stderr)
        return 1
    make_folders(settings.HOME)
    from lapel.ports.keys import KeysError
    from lapel.ports.storage import StorageError

    try:
        with tempfile.TemporaryDirectory(dir=settings.HOME / "db") as folder:
            about = _unpack(options.file, Path(folder))
            _put_in_place(Path(folder), about)
    except (
        *(UnusableError, UnusableTablesError, tarfile.TarError),
        *(OSError, KeysError, StorageError),
    ) as wrong:
        print(f"{options.file} cannot be restored: {wrong}", file=sys.stderr)
        return 2
    # Brings the tables up to date and lets the rooms mend what a restore leaves behind; where
    # it is cut off here, the next start does it.
    prepare()
    print(f"Restored {len(about['parts'])} parts. `lapel doctor` proves that all is in force.")
    _say_what_is_held()
    return 0


def _hindrance() -> str:
    """Say what there is already; nothing is put over it."""
    import django
    from django.conf import settings

    django.setup()
    if is_postgresql():
        return f"The database holds somebody already: {EMPTY}" if is_in_use() else is_shared()
    database = Path(str(settings.DATABASES["default"]["NAME"]))
    return f"{database} exists: {EMPTY}" if database.exists() else ""


def _say_what_is_held() -> None:
    from lapel.journey.issuing.queries import open_log

    found = open_log()
    if found is not None and found.held_at is not None:
        print(
            "Nothing is issued until the log is held against its last published checkpoint: "
            "`lapel log reconcile --checkpoint FILE`, or at /issuing/log/tend/."
        )


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    with tarfile.open(file) as archive:
        archive.extractall(folder, filter="data")
    listing = folder / "backup.json"
    if not listing.exists():
        raise UnusableError("it was cut off before its end, or is no Lapel backup")
    about = _read_listing(listing)
    for name, expected in about["parts"].items():
        _check(folder / name, name, expected)
    return about


def _read_listing(listing: Path) -> dict[str, Any]:
    from django.conf import settings

    try:
        about: dict[str, Any] = json.loads(listing.read_text(encoding="utf-8"))
        kind, instance, parts = about["format"], about["instance"], about["parts"]
    except (ValueError, KeyError, TypeError):
        raise UnusableError("its table of contents was damaged") from None
    if kind != FORMAT or not {SQLITE, LISTING} & set(parts):
        raise UnusableError(f"it is no backup in the format {FORMAT!r}")
    _refuse_another_database(parts)
    if instance != settings.INSTANCE:
        raise UnusableError(
            f"it is of a {instance} instance, and this one is {settings.INSTANCE}; "
            f"put the lapel.env of that instance into {settings.HOME} first"
        )
    return about


def _refuse_another_database(parts: Any) -> None:
    here, there = ("PostgreSQL", "SQLite") if is_postgresql() else ("SQLite", "PostgreSQL")
    if (LISTING if is_postgresql() else SQLITE) not in parts:
        raise UnusableError(
            f"its database is {there}, and LAPEL_DATABASE_URL names {here}; restore it into its own"
        )


def _check(path: Path, name: str, expected: str) -> None:
    if not path.is_file():
        raise UnusableError(f"{name} is missing")
    with path.open("rb") as part:
        if hashlib.file_digest(part, "sha256").hexdigest() != expected:
            raise UnusableError(f"{name} was damaged")


def _put_in_place(folder: Path, about: dict[str, Any]) -> None:
    from django.conf import settings

    from lapel.ports.keys import from_url as keys_from_url
    from lapel.ports.storage import from_url as storage_from_url

    if "keys.sealed" in about["parts"]:
        ring = keys_from_url(settings.KEYS_URL, secret=settings.KEYS_SECRET)
        ring.import_encrypted((folder / "keys.sealed").read_bytes(), ask_passphrase())
    storage = storage_from_url(settings.STORAGE_URL)
    for name in about["parts"]:
        place, _slash, key = name.partition("/")
        if place in PLACES:
            with (folder / name).open("rb") as blob:
                _put(storage, place, key, blob)
    if is_postgresql():
        restored_mark(settings.HOME).touch()
        copy_in(folder)
        return
    _move_database(folder / SQLITE, Path(str(settings.DATABASES["default"]["NAME"])))


def _move_database(ready: Path, database: Path) -> None:
    from django.conf import settings

    with ready.open("rb+") as written:
        os.fsync(written.fileno())
    restored_mark(settings.HOME).touch()
    shutil.move(ready, database)
    _sync_folder(database.parent)


def _put(storage: Storage, place: str, key: str, blob: BinaryIO) -> None:
    if place == "files":
        storage.put(key, blob)
        return
    storage.discard(key)
    storage.append(key, 0, iter(lambda: blob.read(CHUNK), b""))


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

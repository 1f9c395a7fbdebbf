"""One process at a time writes the log."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

# Any number that nothing else in this database locks by.
LOCK = 0x6C6F67


@contextmanager
def only_writer() -> Iterator[None]:
    """Wait until no other process writes the log, and keep others out; death lets go at once."""
    if connection.vendor == "postgresql":
        with _held_in_database():
            yield
        return
    place = Path(settings.HOME) / "db" / "log.lock"
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _held_in_database() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

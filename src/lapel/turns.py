"""Turns: transactions that would decide on the same thing go one after the other.

SQLite lets one transaction write at a time, so what an action read still holds when it writes.
PostgreSQL runs them side by side (READ COMMITTED): where an action decides on rows that may not be
there yet, and so cannot be locked, it takes turns by name (docs/adr/0021).
"""

from __future__ import annotations

import hashlib
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.utils import CursorWrapper

# How long to wait before asking again for what another process holds.
PAUSE = 0.1


def take_turns(*names: str) -> None:
    """Hold these names until the transaction ends; wait until no other transaction holds them.

    What is read afterwards is what the one before left. Names are held in one order, so that two
    who name the same things never wait for each other for ever.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise RuntimeError("Turns are taken inside a transaction, and end with it.")
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for number in sorted({_number(name) for name in names}):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Hold a name for the block, over all transactions in it; for PostgreSQL.

    Waits however long another process holds it; death lets go at once.
    """
    with transaction.get_connection().cursor() as cursor:
        while not _taken(cursor, _number(name)):
            time.sleep(PAUSE)
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_number(name)])


def _taken(cursor: CursorWrapper, number: int) -> bool:
    # Asked again and again: a statement that waits would run into its own time limit.
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
    return bool(cursor.fetchone()[0])


def _number(name: str) -> int:
    """Give the number PostgreSQL locks by; names that share one wait more than they must."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)

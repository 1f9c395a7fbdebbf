"""Turns: transactions that would decide on the same thing go one after the other.

SQLite lets one transaction write at a time, so what an action read still holds when it writes.
PostgreSQL runs them side by side (READ COMMITTED): where an action decides on rows that may not be
there yet, and so cannot be locked, it takes turns by name (docs/adr/0021).
"""

from __future__ import annotations

import hashlib

from django.db import transaction


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


def _number(name: str) -> int:
    """Give the number PostgreSQL locks by; names that share one wait more than they must."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)

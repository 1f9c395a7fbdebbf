"""One process at a time writes the log."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from lapel.turns import alone

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def only_writer() -> Iterator[None]:
    """Wait until no other process writes the log, and keep others out; death lets go at once."""
    if connection.vendor == "postgresql":
        with alone("issuing.log"):
            yield
        return
    place = Path(settings.HOME) / "db" / "log.lock"
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

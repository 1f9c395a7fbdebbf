"""Shift the clock."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from lapel.journey.record import queries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Shift the clock so that it is `moment` now and runs on from there, within the block."""
    shift = queries.clock_shift.get() + (moment - queries.now())
    token = queries.clock_shift.set(shift)
    try:
        yield
    finally:
        queries.clock_shift.reset(token)

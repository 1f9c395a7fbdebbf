"""Counts who holds one of a few places, so that one person's many never take them all."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Turnstile:
    """Places within this process, counted under names: a person's, an address's, everybody's."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._inside: Counter[str] = Counter()

    @contextmanager
    def passed(self, limits: Mapping[str, int]) -> Iterator[str]:
        """Hold a place under each of these names for the block, if none has reached its limit.

        Gives the first name that is full, or an empty text where a place is held.
        """
        with self._lock:
            full = self._full(limits)
            if not full:
                self._inside.update(limits.keys())
        try:
            yield full
        finally:
            if not full:
                with self._lock:
                    self._inside.subtract(limits.keys())
                    self._inside += Counter()  # forgets those at nought

    def full(self, limits: Mapping[str, int]) -> str:
        """Give the first name that has reached its limit, or an empty text; holds nothing."""
        with self._lock:
            return self._full(limits)

    def _full(self, limits: Mapping[str, int]) -> str:
        return next((name for name, most in limits.items() if self._inside[name] >= most), "")

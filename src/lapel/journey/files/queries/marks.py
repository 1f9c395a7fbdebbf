"""The mark on what others are shown: codes of the case and of the viewer, and the day (ADR 34)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections import OrderedDict
from threading import Lock, Timer
from typing import TYPE_CHECKING

from django.conf import settings

from lapel.journey.files.models import Derivative
from lapel.journey.files.queries.keeping import storage
from lapel.journey.record.queries import now
from lapel.ports import scan

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person

_CODE = b"lapel.files.mark:"
_SIGNS = 6
_KEPT_BYTES = 24 * 1024 * 1024
_SWEEP_AFTER = 5 * 60  # seconds; what is not asked for goes after the second sweep at the latest
PICTURES = (
    Derivative.Kind.PICTURE,
    Derivative.Kind.THUMBNAIL,
    Derivative.Kind.PAGE,
    Derivative.Kind.IMAGE,
    Derivative.Kind.POSTER,
)


def mark_for(*, about: UUID, viewer: Person) -> str:
    """Give the mark of what is shown to a viewer of a case, today.

    `about` is the case's id. Her code is made for this case alone, so that two cases of hers
    cannot be joined by it.
    """
    return f"C-{case_code(about)} V-{viewer_code(about, viewer.pk)} {now().date().isoformat()}"


def case_code(about: UUID) -> str:
    """Give a case's code in marks."""
    return _code(b"case", about.bytes)


def viewer_code(about: UUID, person_id: UUID) -> str:
    """Give the code that a person has in the marks of one case."""
    return _code(b"viewer", about.bytes + person_id.bytes)


def file_code(file_id: UUID) -> str:
    """Give the code that is burned into a film of which something is covered."""
    return _code(b"file", file_id.bytes)


def _code(kind: bytes, subject: bytes) -> str:
    digest = hmac.digest(settings.SECRET_KEY.encode(), _CODE + kind + b":" + subject, "sha256")
    return base64.b32encode(digest)[:_SIGNS].decode()


class _Kept:
    """Marked pictures in memory, the last asked for; those who zoom ask for one again and again.

    What nobody asked for between two sweeps goes, so that no picture outlives its file for long:
    another process erases files, and whoever may not see one any more does not ask for it here.
    """

    def __init__(self, most: int, *, sweep_after: float) -> None:
        self._most, self._size, self._lock = most, 0, Lock()
        self._found: OrderedDict[tuple[UUID, str], bytes] = OrderedDict()
        self._asked: set[tuple[UUID, str]] = set()
        self._sweep_after, self._is_waiting = sweep_after, False

    def __len__(self) -> int:
        with self._lock:
            return len(self._found)

    def get(self, key: tuple[UUID, str]) -> bytes | None:
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                self._asked.add(key)
            return self._found.get(key)

    def put(self, key: tuple[UUID, str], content: bytes) -> None:
        with self._lock:
            self._size += len(content) - len(self._found.pop(key, b""))
            self._found[key] = content
            self._asked.add(key)
            while self._size > self._most:
                dropped, _content = next(iter(self._found.items()))
                self._drop(dropped)
            self._wait()

    def _drop(self, key: tuple[UUID, str]) -> None:
        self._size -= len(self._found.pop(key))
        self._asked.discard(key)

    def _wait(self) -> None:
        if self._found and not self._is_waiting:
            self._is_waiting = True
            timer = Timer(self._sweep_after, self._sweep)
            timer.daemon = True
            timer.start()

    def _sweep(self) -> None:
        with self._lock:
            for key in [each for each in self._found if each not in self._asked]:
                self._drop(key)
            self._asked.clear()
            self._is_waiting = False
            self._wait()


_kept = _Kept(_KEPT_BYTES, sweep_after=_SWEEP_AFTER)


def marked(derivative: Derivative, mark: str) -> tuple[bytes, str]:
    """Give a picture with the mark in it, and the SHA-256 of that.

    `scan.Refused` or `scan.InterruptedScanError` where it cannot be drawn: then nothing is shown.
    """
    key = (derivative.id, mark)
    content = _kept.get(key)
    if content is None:
        with storage().local_path(derivative.blob) as path:
            content = scan.from_url(settings.SCAN_URL).marked(path, mark)
        _kept.put(key, content)
    return content, hashlib.sha256(content).hexdigest()

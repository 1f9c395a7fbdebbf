"""Draw a reliability card in pixels."""

from __future__ import annotations

from io import BytesIO

from django.conf import settings

from lapel.domain.artwork import FONT_FILES
from lapel.journey.record.queries import sha256_of
from lapel.ports import press, storage

WIDTH = 1200


def draw_reliability(*, svg: str) -> bytes:
    """Give a card's picture as PNG; drawn once, in a child, and kept under the drawing's hash."""
    store = storage.from_url(settings.STORAGE_URL)
    key = f"review/reliability/{sha256_of(svg)[:40]}.png"
    if store.exists(key):
        return b"".join(store.open(key))
    content = press.from_url(settings.PRESS_URL).png(svg, width=WIDTH, fonts=FONT_FILES)
    store.put(key, BytesIO(content))
    return content

"""Draw an achievement's badge."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.conf import settings

from lapel.journey.issuing.queries import picture_svg
from lapel.ports import press, storage

if TYPE_CHECKING:
    from lapel.journey.issuing.models import Achievement

WIDTH = 600


def draw_picture(*, achievement: Achievement) -> bytes:
    """Give an achievement's badge as a PNG 600 pixels wide, drawn once and then kept."""
    store = storage.from_url(settings.STORAGE_URL)
    key = f"issuing/{achievement.pk}.png"
    if store.exists(key):
        return b"".join(store.open(key))
    drawn = press.from_url(settings.PRESS_URL).png(picture_svg(achievement), width=WIDTH)
    store.put(key, io.BytesIO(drawn))
    return drawn

"""Made things that are kept in storage, under the hash of what they were made from."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.conf import settings

from lapel.journey.record.queries import sha256_of
from lapel.ports import storage

if TYPE_CHECKING:
    from collections.abc import Callable


def kept(*, kind: str, ending: str, made_from: Any, make: Callable[[], bytes]) -> bytes:
    """Give what was made from these values before, or make and keep it."""
    store = storage.from_url(settings.STORAGE_URL)
    key = f"sharing/{kind}/{sha256_of(made_from)[:40]}.{ending}"
    if store.exists(key):
        return b"".join(store.open(key))
    content = make()
    store.put(key, io.BytesIO(content))
    return content

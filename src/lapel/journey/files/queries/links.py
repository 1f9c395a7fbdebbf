"""Short-lived links: what an address shows, and whose mark it carries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from lapel.journey.files.models import Derivative

LINK_AGE = 2 * 60 * 60
_SALT = "lapel.files.link"
_MARKED = "lapel.files.marked"
_VAULT = "lapel.files.vault"
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "text/html": "html",
    "text/vtt": "vtt",
    "text/plain": "txt",
    "video/mp4": "mp4",
    "audio/mp4": "m4a",
}


@dataclass(frozen=True)
class Linked:
    """What an address shows, and the mark that it carries; none for what is not marked."""

    derivative: Derivative
    mark: str = ""


def link(derivative: Derivative, *, vault: bool = False, mark: str = "") -> str:
    """Make an address that shows this derivative for two hours and tells nothing about it.

    For pages of its owner it opens the `vault` too: what nobody else is shown any more. With a
    `mark` (`mark_for`), what is seen at the address carries it.
    """
    if vault:
        token = signing.dumps(derivative.id.hex, salt=_VAULT)
    elif mark:
        token = signing.dumps([derivative.id.hex, mark], salt=_MARKED)
    else:
        token = signing.dumps(derivative.id.hex, salt=_SALT)
    return settings.FILES_URL + reverse("files:shown", args=[token, name_of(derivative)])


def name_of(derivative: Derivative) -> str:
    """Give the one name under which a derivative is shown.

    Were any name served, what a stranger brought could stand at an address of this host that
    means something, such as a DID document's.
    """
    ending = _ENDINGS.get(derivative.media_type, "bin")
    return f"{derivative.kind}-{derivative.number}.{ending}"


def linked(token: str) -> Linked | None:
    """Find what an address shows; None where it is forged, too old, or its file is gone."""
    found = Derivative.objects.filter(file__removed_at=None, erased_at=None)
    if marked := _signed(token, _MARKED):
        return _linked(found.filter(id=UUID(marked[0]), withdrawn_at=None).first(), marked[1])
    if key := _signed(token, _SALT):
        return _linked(found.filter(id=UUID(key), withdrawn_at=None).first())
    if key := _signed(token, _VAULT):
        return _linked(found.filter(id=UUID(key)).first())
    return None


def _linked(found: Derivative | None, mark: str = "") -> Linked | None:
    return Linked(found, mark) if found else None


def _signed(token: str, salt: str) -> Any:
    try:
        return signing.loads(token, salt=salt, max_age=LINK_AGE)
    except signing.BadSignature:
        return None

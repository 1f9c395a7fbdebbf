"""What every page's frame needs to know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give the frame its facts: whether this is a demo, and where the visitor is."""
    room = request.path.strip("/").split("/")[0]
    return {"is_demo": settings.IS_DEMO, "room": room, "base_url": settings.BASE_URL}

"""What every page's frame needs to know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from lapel.doors.web import navigation

if TYPE_CHECKING:
    from django.http import HttpRequest

THEMES = ("light", "dark")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give the frame its facts: demo or not, where the visitor is, where she may go, her theme."""
    theme = request.COOKIES.get("theme", "")
    return {
        "is_demo": settings.IS_DEMO,
        "room": navigation.room_of(request),
        "base_url": settings.BASE_URL,
        "theme": theme if theme in THEMES else "",
        **navigation.links(request),
    }

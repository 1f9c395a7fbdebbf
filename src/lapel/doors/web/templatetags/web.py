"""Template tags of the shell."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django import template
from django.conf import settings
from django.utils.safestring import mark_safe

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    Panel = Callable[[HttpRequest, Any], str]

register = template.Library()


@cache
def _panels_of(slot: str) -> list[Panel]:
    """Gather a slot's panels from each room's `panels.PANELS`, in journey order."""
    found: list[Panel] = []
    for room in settings.ROOMS:
        name = f"lapel.journey.{room}.panels"
        if find_spec(name):
            found += import_module(name).PANELS.get(slot, [])
    return found


@register.simple_tag(takes_context=True)
def panels(context: template.Context, slot: str, subject: Any) -> SafeString:
    """Show, in journey order, what later rooms have to say about `subject` in this slot."""
    shown = [panel(context["request"], subject) for panel in _panels_of(slot)]
    return mark_safe("".join(part for part in shown if part))  # noqa: S308 (parts are rendered)


@register.filter
def message_kind(level: str) -> str:
    """Turn Django's message level into a notice's `data-kind`."""
    return {"success": "good", "warning": "warn", "error": "bad"}.get(level, "info")

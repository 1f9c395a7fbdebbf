"""Template tags of the shell."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from django import template
from django.conf import settings
from django.utils.safestring import mark_safe
from django_htmx.jinja import htmx_script

from lapel.doors.web import art, charts
from lapel.journey.catalogue.queries import rendered

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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


@register.simple_tag(takes_context=True)
def page_address(context: template.Context, number: int, key: str = "") -> str:
    """Give the address of another page of a list; `key` names the list where a page has several."""
    asked = context["request"].GET.copy()
    asked[key or "page"] = str(number)
    return f"?{asked.urlencode()}"


@register.filter
def message_kind(level: str) -> str:
    """Turn Django's message level into a notice's `data-kind`."""
    return {"success": "good", "warning": "warn", "error": "bad"}.get(level, "info")


@register.filter
def markdown(text: str, heading: int = 3) -> SafeString:
    """Show a designer's Markdown; its first level of headings becomes `<h{heading}>`."""
    return rendered(text, heading=heading)


@register.inclusion_tag("web/parts/crumbs.html")
def crumbs(*labels_and_urls: str) -> dict[str, Any]:
    """Show the way here: label, URL, label, URL … and the present page's label without URL."""
    pairs = zip_longest(labels_and_urls[::2], labels_and_urls[1::2], fillvalue="")
    return {"trail": list(pairs)}


@register.simple_tag(takes_context=True)
def htmx(context: template.Context) -> SafeString:
    """Load htmx on this page."""
    return htmx_script(nonce=getattr(context.get("request"), "csp_nonce", None))


@register.simple_tag
def badge_art(subject: Any, size: int = 96, *, decorative: bool = False) -> SafeString:
    """Draw the badge of a version or stack, `size` pixels wide; `decorative` beside its title."""
    return art.badge(subject, size=size, decorative=decorative)


@register.simple_tag
def bar_chart(title: str, rows: Sequence[tuple[str, float]], most: float | None = None) -> str:
    """Draw (label, number) rows as bars in a table."""
    return charts.bars(title, rows, most=most)


@register.simple_tag
def dot_chart(title: str, rows: Sequence[charts.Spread], least: float = 0, most: float = 1) -> str:
    """Draw figures with their intervals in a table."""
    return charts.dots(title, rows, least=least, most=most)


@register.simple_tag
def lapel_picture(title: str) -> SafeString:
    """Draw the front page's coat with its pins."""
    return art.lapel(title)

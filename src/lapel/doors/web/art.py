"""Badge pictures for pages, drawn from anything that has category, level and title."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from lapel.domain.artwork import badge_svg

if TYPE_CHECKING:
    from django.utils.safestring import SafeString


def badge(subject: Any, *, size: int, decorative: bool) -> SafeString:
    """Draw a version's badge, or a stack's: a stack is what has no competency of its own."""
    competency = getattr(subject, "competency_id", None)
    drawn = badge_svg(
        category=subject.category,
        competency=competency,
        level=subject.level,
        title=subject.title,
        size=size,
        stack=competency is None,
    )
    hidden = mark_safe(' aria-hidden="true"') if decorative else ""
    picture = mark_safe(drawn)  # noqa: S308 (badge_svg escapes the title)
    return format_html('<span class="badge-art"{}>{}</span>', hidden, picture)

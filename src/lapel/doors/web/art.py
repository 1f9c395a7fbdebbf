"""Badge pictures for pages, drawn from anything that has category, level and title."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from lapel.domain.artwork import badge_svg
from lapel.journey.catalogue.models import Category

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


# One pin of each category, and a stack, as they might sit on one coat: x, y, width.
_PINS = (
    ("digital teaching tools", "T13", "Practising", 246, 196, 94),
    ("social-emotional learning", "T02", "Leading", 126, 186, 112),
    ("assessment strategies", "T09", "Proficient", 284, 292, 106),
    ("instructional design", "T05", "Emerging", 344, 206, 90),
    ("inclusive education", "T11", "Proficient", 176, 300, 98),
    ("leadership and coaching", "T14", "Leading", 232, 384, 84),
)


def lapel(title: str) -> SafeString:
    """Draw a coat's lapel with a pin of every category on it, for the front page."""
    pins = "".join(
        f'<svg x="{x}" y="{y}" width="{width}" height="{width}" aria-hidden="true" '
        + badge_svg(
            category=category,
            competency=competency,
            level=level,
            title=str(Category(category).label),
        ).removeprefix("<svg ")
        for category, competency, level, x, y, width in _PINS
    )
    drawn = mark_safe(pins)  # noqa: S308 (drawn from the constants above)
    return format_html(
        '<svg class="lapel" viewBox="0 0 480 480" role="img"><title>{}</title>{}{}</svg>',
        title,
        _COAT,
        drawn,
    )


_COAT = mark_safe(
    '<path class="shade" d="M82 126L226 206L272 154L480 216L352 480H262C170 380 112 262 82 126Z"/>'
    '<path class="collar" d="M36 18L196 0L332 118L218 190L60 108Z"/>'
    '<path class="seam" d="M50 29L191 13L314 118L218 177L70 99Z"/>'
    '<path class="front" d="M66 110L218 190L264 138L472 200L340 480H250C156 372 100 250 66 110Z"/>'
    '<path class="seam" d="M84 134L221 206L268 153L453 208L331 468H256C170 368 118 260 84 134Z"/>'
)

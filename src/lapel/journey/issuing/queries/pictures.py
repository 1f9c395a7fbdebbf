"""The drawing of a badge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.domain.artwork import badge_svg

if TYPE_CHECKING:
    from lapel.journey.issuing.models import Achievement


def picture_svg(achievement: Achievement, *, size: int | None = None) -> str:
    """Draw an achievement's badge as SVG."""
    subject = achievement.version or achievement.stack
    if subject is None:
        raise ValueError("an achievement is of a version or a stack")
    return badge_svg(
        category=subject.category,
        competency=achievement.version.competency_id if achievement.version else None,
        level=subject.level,
        title=achievement.title,
        size=size,
        stack=achievement.version is None,
    )

"""The drawing of a badge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.domain.artwork import badge_svg

if TYPE_CHECKING:
    from lapel.journey.issuing.models import Achievement


def picture_svg(achievement: Achievement, *, size: int | None = None) -> str:
    """Draw an achievement's badge as SVG."""
    return badge_svg(
        category=achievement.category,
        competency=achievement.competency_id,
        level=achievement.level,
        title=achievement.title,
        size=size,
        stack=achievement.stack_id is not None,
    )

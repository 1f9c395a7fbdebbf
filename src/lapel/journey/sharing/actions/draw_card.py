"""Draw the picture that a shared link shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from lapel.domain.artwork import FONT_FILES, og_card_svg
from lapel.journey.sharing.actions.kept import kept
from lapel.ports import press

if TYPE_CHECKING:
    from lapel.journey.issuing.models import Award

WIDTH = 1200


def draw_card(*, award: Award, width: int = WIDTH) -> bytes:
    """Give an award's link preview, 1200 by 630 pixels unless it is to be less wide.

    It never shows the holder's name.
    """
    achievement = award.achievement
    svg = og_card_svg(
        category=achievement.category,
        competency=achievement.competency_id,
        level=achievement.level,
        title=achievement.title,
        lines=(_("Proved in class, assessed blind."), achievement.issuer.name),
        stack=achievement.stack_id is not None,
    )
    printer = press.from_url(settings.PRESS_URL)
    return kept(
        kind="card",
        ending="png",
        made_from=svg if width == WIDTH else [svg, width],
        make=lambda: printer.png(svg, width=width, fonts=FONT_FILES),
    )

"""Badges drawn as one family of lapel pins, from category, competency and level."""

from lapel.domain.artwork.badge import badge_svg
from lapel.domain.artwork.card import FONT_FILES, og_card_svg

__all__ = ["FONT_FILES", "badge_svg", "og_card_svg"]

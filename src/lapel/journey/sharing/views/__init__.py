"""Pages of sharing: the portfolio, the public badge page and its card, papers, the verify page."""

from lapel.journey.sharing.views.badge import badge, card, is_link_preview
from lapel.journey.sharing.views.oembed import oembed
from lapel.journey.sharing.views.papers import cv, order_form, order_transcript, paper
from lapel.journey.sharing.views.portfolio import award, district, download, index, share
from lapel.journey.sharing.views.reissue import reissue
from lapel.journey.sharing.views.verify import verify

__all__ = [
    "award",
    "badge",
    "card",
    "cv",
    "district",
    "download",
    "index",
    "is_link_preview",
    "oembed",
    "order_form",
    "order_transcript",
    "paper",
    "reissue",
    "share",
    "verify",
]

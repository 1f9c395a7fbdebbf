"""Pages of sharing: the portfolio, the public badge page, the verify page."""

from lapel.journey.sharing.views.badge import badge, card
from lapel.journey.sharing.views.portfolio import award, district, download, index, share
from lapel.journey.sharing.views.verify import verify

__all__ = ["award", "badge", "card", "district", "download", "index", "share", "verify"]

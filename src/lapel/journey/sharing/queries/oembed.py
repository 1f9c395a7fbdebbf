"""A shared badge as an oEmbed card (oembed.com 1.0): a link with its picture.

Sites that embed get no frame of ours: our pages stand in nobody's (frame-ancestors none).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.urls import reverse

from lapel.journey.issuing.queries import is_included
from lapel.journey.sharing.queries.cv import NOT_IN_XML
from lapel.journey.sharing.queries.links import page_address, shared_award_at

if TYPE_CHECKING:
    from lapel.journey.issuing.models import Award

FORMATS = ("json", "xml")
# The card's sizes, the largest first (the ratio is Open Graph's).
SIZES = ((1200, 630), (600, 315), (300, 158))
A_HOUR = 3600


def embedded(place: str, *, most: tuple[int, int]) -> dict[str, Any] | None:
    """Give the card of the badge at an address; None unless its holder shares it.

    `most` is the width and height that fit; the largest picture that does is named, if any.
    """
    award = shared_award_at(place)
    if award is None or not is_included(award):
        return None
    page = page_address(award)
    card: dict[str, Any] = {
        "version": "1.0",
        "type": "link",
        "title": award.achievement.title,
        "author_name": award.achievement.issuer.name,
        "author_url": f"{settings.BASE_URL}/id/issuer/{award.achievement.issuer_id}",
        "provider_name": "Lapel",
        "provider_url": settings.BASE_URL,
        "url": page,
        "cache_age": A_HOUR,
    }
    fitting = (size for size in SIZES if size[0] <= most[0] and size[1] <= most[1])
    if size := next(fitting, None):
        width, height = size
        card["thumbnail_url"] = f"{page}card.png" + (f"?width={width}" if size != SIZES[0] else "")
        card |= {"thumbnail_width": width, "thumbnail_height": height}
    return card


def as_xml(card: dict[str, Any]) -> bytes:
    """Write a card as oEmbed's XML."""
    root = Element("oembed")
    for name, value in card.items():
        SubElement(root, name).text = NOT_IN_XML.sub("\ufffd", str(value))
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def oembed_addresses(award: Award) -> dict[str, str]:
    """Give the addresses of a badge's card by format, for discovery."""
    base = settings.BASE_URL + reverse("sharing:oembed")
    return {
        form: f"{base}?{urlencode({'url': page_address(award), 'format': form})}"
        for form in FORMATS
    }

"""Addresses and pictures with which a badge travels."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from lapel.domain.badges.png import bake_png
from lapel.domain.badges.svg import bake_svg
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import address, picture_svg

if TYPE_CHECKING:
    from datetime import date

LINKEDIN = "https://www.linkedin.com/profile/add"


def page_address(award: Award) -> str:
    """Give the whole address of an award's public page."""
    return settings.BASE_URL + reverse("sharing:badge", args=[award.pk])


def linkedin_address(award: Award) -> str:
    """Give the link that adds an award to a LinkedIn profile (CREDENTIALS.md)."""
    words = {
        "startTask": "CERTIFICATION_NAME",
        "name": award.achievement.title,
        "organizationName": award.achievement.issuer.name,
        **_month("issue", award.awarded_on),
        **(_month("expiration", award.valid_until) if award.valid_until else {}),
        "certUrl": page_address(award),
        "certId": str(award.pk),
    }
    return f"{LINKEDIN}?{urlencode(words)}"


def _month(name: str, moment: date) -> dict[str, str]:
    return {f"{name}Year": str(moment.year), f"{name}Month": str(moment.month)}


def qr_svg(text: str) -> bytes:
    """Draw a QR code as SVG: one path, no script, black on white with its quiet zone."""
    import qrcode
    from qrcode.image.svg import SvgPathFillImage

    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4, box_size=10)
    code.add_data(text)
    drawn = io.BytesIO()
    code.make_image(image_factory=SvgPathFillImage).save(drawn)
    return drawn.getvalue()


def baked_png(award: Award, picture: bytes) -> bytes:
    """Bake an award's document, exactly as signed, into its picture."""
    return bake_png(picture, award.document)


def baked_svg(award: Award) -> bytes:
    """Bake an award's document, exactly as signed, into its drawing."""
    return bake_svg(picture_svg(award.achievement).encode(), award.document)


def document_address(award: Award) -> str:
    """Give the address under which the credential itself is known."""
    return address("award", award.pk)


def shared_award_at(place: str) -> Award | None:
    """Find the award that a person shares at an address, of its page or of the credential.

    None before the log holds it.
    """
    try:
        bare = urlsplit(place)._replace(query="", fragment="").geturl().rstrip("/")
        name = UUID(bare.rpartition("/")[2])
    except ValueError:
        return None
    public = Award.objects.filter(pk=name, share__is_public=True, included_at__isnull=False)
    found = public.exclude(public_document="").first()
    if found is None:
        return None
    places = {page_address(found).rstrip("/"), document_address(found)}
    return found if bare in places else None

"""Where signed documents live, and the names issuers sign under."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from lapel.domain.badges.did import did_web

if TYPE_CHECKING:
    from lapel.journey.catalogue.models import Competency
    from lapel.journey.issuing.models import Issuer, IssuerKey

_COMPETENCIES = uuid.UUID("4e0ab6f3-2c8b-5d0a-9a52-9c1c5e0d6f10")


def address(kind: str, name: uuid.UUID) -> str:
    """Give the address at which a signed document, or what it names, is served for ever."""
    return f"{settings.BASE_URL}/id/{kind}/{name}"


def competency_name(competency: Competency) -> uuid.UUID:
    """Give a competency's name in addresses; the same on every instance."""
    return uuid.uuid5(_COMPETENCIES, competency.code)


def did_of(issuer: Issuer, multikey: str) -> str:
    """Give the DID an issuer signs under with a key: did:web on https, did:key on http."""
    if not settings.IS_TLS:
        return f"did:key:{multikey}"
    return did_web(urlsplit(settings.BASE_URL).netloc, "id", "issuer", str(issuer.pk))


def did_now(issuer: Issuer, key: IssuerKey) -> str:
    """Give the DID that an issuer's present key ought to sign under."""
    return did_of(issuer, key.multikey)

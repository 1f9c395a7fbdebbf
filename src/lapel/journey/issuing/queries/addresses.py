"""Where signed documents live, and the names issuers sign under."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from lapel.domain.badges.did import did_key, did_web
from lapel.journey.catalogue.queries import competency_name

if TYPE_CHECKING:
    import uuid

    from lapel.journey.issuing.models import Issuer, IssuerKey

__all__ = ["address", "competency_name", "did_now", "did_of"]


def address(kind: str, name: uuid.UUID) -> str:
    """Give the address at which a signed document, or what it names, is served for ever."""
    return f"{settings.BASE_URL}/id/{kind}/{name}"


def did_of(issuer: Issuer, multikey: str) -> str:
    """Give the DID an issuer signs under with a key: did:web on https, did:key on http."""
    if not settings.IS_TLS:
        return did_key(multikey)
    return did_web(urlsplit(settings.BASE_URL).netloc, "id", "issuer", str(issuer.pk))


def did_now(issuer: Issuer, key: IssuerKey) -> str:
    """Give the DID that an issuer's present key ought to sign under."""
    return did_of(issuer, key.multikey)

"""Issuers' public keys, DID documents, and what is told of their status lists."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lapel.domain.badges.did import Key, did_document
from lapel.journey.issuing.models import IssuerKey

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lapel.journey.issuing.models import Issuer

# A list is good for a week, is signed again well before that, and may be kept for five minutes.
LIFETIME = timedelta(days=7)
RENEWAL = timedelta(days=3)
TTL = timedelta(minutes=5)


def made_keys() -> QuerySet[IssuerKey]:
    """Keys that were made, in force or retired, oldest first; none that was disowned."""
    found = IssuerKey.objects.filter(made_at__isnull=False, disowned_at__isnull=True)
    return found.select_related("issuer").order_by("made_at")


def disowned_keys() -> QuerySet[IssuerKey]:
    """Keys that were stolen, the last disowned first."""
    found = IssuerKey.objects.filter(disowned_at__isnull=False).select_related("issuer")
    return found.order_by("-disowned_at")


def active_key(issuer: Issuer) -> IssuerKey | None:
    """Give the key an issuer signs with now, if it has one."""
    return made_keys().filter(issuer=issuer, retired_at__isnull=True).first()


def key_under(issuer: Issuer, did: str) -> IssuerKey | None:
    """Give the newest key that signs under a DID of an issuer; a list keeps to its DID.

    None where the only key was disowned, as under did:key, whose name it is.
    """
    return made_keys().filter(issuer=issuer, did=did).last()


def did_document_of(issuer: Issuer, did: str) -> dict[str, Any]:
    """Give the DID document: retired keys stay in it, because what they signed remains good.

    A disowned key is not in it: whoever asks for the document refuses what the thief signs.
    """
    keys = made_keys().filter(issuer=issuer, did=did)
    return did_document(did, [Key(each.multikey, each.retired_at is None) for each in keys])

"""Issuers' public keys, DID documents, and what is told of their status lists."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lapel.domain.badges.did import Key, did_document
from lapel.domain.badges.keys import Kind, kind_named
from lapel.journey.issuing.models import IssuerKey
from lapel.journey.issuing.queries.addresses import address
from lapel.journey.issuing.queries.anchors import chain_keys

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


def signs_jcs(key: IssuerKey) -> bool:
    """Tell whether a key makes eddsa-jcs-2022 proofs; what ECDSA has for it is only verified."""
    return kind_named(key.verification_method) is Kind.ED25519


def did_document_of(issuer: Issuer, did: str) -> dict[str, Any]:
    """Give the DID document: retired keys stay in it, because what they signed remains good.

    A disowned key is not in it: whoever asks for the document refuses what the thief signs. Keys
    that anchored awards on a chain are in it, and then where Blockcerts' verifier finds them.
    """
    keys = made_keys().filter(issuer=issuer, did=did)
    listed = [Key(each.multikey, each.retired_at is None) for each in keys]
    chain = [Key(multikey, active=False) for multikey in chain_keys(issuer, did)]
    document = did_document(did, [*listed, *chain])
    if chain:
        profile = {"type": "IssuerProfile", "serviceEndpoint": address("issuer", issuer.pk)}
        document["service"] = [{"id": f"{did}#profile", **profile}]
    return document

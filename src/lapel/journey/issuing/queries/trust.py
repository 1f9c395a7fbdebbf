"""Our own issuers as a verifier here trusts them, and our own documents by address."""

from __future__ import annotations

import json
import uuid
from itertools import groupby
from typing import TYPE_CHECKING

from django.conf import settings

from lapel.domain.badges.did import web_address
from lapel.domain.badges.trust import (
    Origin,
    Resolved,
    Trust,
    TrustedIssuer,
    UnavailableError,
)
from lapel.domain.badges.verification import verify_credential
from lapel.journey.issuing.models import Endorsement, IssuerKey, StatusList
from lapel.journey.issuing.queries.keys import did_document_of, disowned_keys, made_keys
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.domain.badges.verdicts import Verification
    from lapel.journey.issuing.models import Award

SOURCE = "this Lapel, which keeps its keys"


def own_trust() -> Trust:
    """Pin every issuer of this instance, with all its keys, retired ones too; none disowned."""
    keys = sorted(made_keys(), key=lambda key: key.did)
    return Trust(
        issuers=tuple(_trusted(did, list(group)) for did, group in groupby(keys, lambda k: k.did)),
        disowned=frozenset(disowned_keys().values_list("multikey", flat=True)),
    )


def _trusted(did: str, keys: list[IssuerKey]) -> TrustedIssuer:
    return TrustedIssuer(
        id=did,
        name=keys[-1].issuer.name,
        keys=tuple(key.multikey for key in keys),
        source=SOURCE,
    )


def own_document(address: str, /) -> Resolved:
    """Bring a DID document, status list or endorsement of this instance from its own store."""
    body = _status_list(address) or _did_document(address) or _endorsement(address)
    if body is None:
        raise UnavailableError("{address} is not a document of this Lapel.", address=address)
    return Resolved(body, Origin.SOURCE)


def _status_list(address: str) -> bytes | None:
    found = StatusList.objects.filter(url=address).values_list("document", flat=True).first()
    return found.encode() if found else None


def _did_document(address: str) -> bytes | None:
    if not address.endswith("/did.json"):
        return None
    web = IssuerKey.objects.filter(did__startswith="did:web:").select_related("issuer")
    for key in web:
        if web_address(key.did) == address:
            return json.dumps(did_document_of(key.issuer, key.did)).encode()
    return None


def _endorsement(address: str) -> bytes | None:
    """Find an endorsement that is for everybody: of an award it is for whom that is shown."""
    start = f"{settings.BASE_URL}/id/endorsement/"
    signed = Endorsement.objects.filter(award=None).exclude(document="")
    if not address.startswith(start):
        return None
    try:
        name = uuid.UUID(address.removeprefix(start))
    except ValueError:
        return None
    text = signed.filter(pk=name).values_list("document", flat=True).first()
    return text.encode() if text else None


def verdict_on(award: Award, *, trust: Trust | None = None) -> Verification:
    """Verify an award's document as it was signed, from this instance's own keys and lists.

    `trust` is `own_trust()` where it was read already.
    """
    return verify_credential(
        json.loads(award.document), now=now(), resolve=own_document, trust=trust or own_trust()
    )


def award_id_in(credential_id: str) -> uuid.UUID | None:
    """Read the award's id out of a credential's, if it is one of this instance."""
    start = f"{settings.BASE_URL}/id/award/"
    if not credential_id.startswith(start):
        return None
    try:
        return uuid.UUID(credential_id.removeprefix(start))
    except ValueError:
        return None

"""Which awards stand on a chain, and their form with the anchor as its one proof."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef

from lapel.domain.badges.anchoring import address_of, anchored, read
from lapel.domain.badges.did import verification_method
from lapel.domain.badges.proof import timestamp
from lapel.journey.issuing.models import Anchor, AnchoredAward, Award

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from lapel.journey.issuing.models import Issuer


def unfinished_anchor(issuer: Issuer) -> Anchor | None:
    """Give the anchor of an issuer that was signed and does not stand on the chain yet."""
    return issuer.anchors.filter(written_at=None, given_up_at=None).first()


def awards_to_anchor(issuer: Issuer, did: str) -> QuerySet[Award]:
    """Awards in force under a DID whose public document stands on no chain yet, oldest first.

    What the log does not hold yet waits: it might still be lost, and a chain forgets nothing.
    """
    standing = AnchoredAward.objects.filter(
        award=OuterRef("pk"), public_hash=OuterRef("public_hash"), anchor__given_up_at=None
    )
    found = Award.objects.filter(
        achievement__issuer=issuer,
        key__did=did,
        state=Award.State.ISSUED,
        included_at__isnull=False,
    ).exclude(public_document="")
    return found.exclude(Exists(standing)).order_by("issued_at", "pk")


def chain_keys(issuer: Issuer, did: str) -> list[str]:
    """Give the chain keys (Multikeys) that anchored awards of an issuer under a DID."""
    found = issuer.anchors.filter(did=did, given_up_at=None).order_by("made_at")
    return list(dict.fromkeys(found.values_list("multikey", flat=True)))


def chain_addresses(issuer: Issuer, did: str) -> list[str]:
    """Give the addresses of those keys, as Blockcerts' verifier looks for them in a profile."""
    return [address_of(key) for key in chain_keys(issuer, did)]


def anchored_documents(anchors: Iterable[Anchor] | None = None) -> QuerySet[AnchoredAward]:
    """Awards that stand on a chain as they are now, with what `anchored_document` needs."""
    found = AnchoredAward.objects.filter(
        anchor__written_at__isnull=False, public_hash=F("award__public_hash")
    )
    if anchors is not None:
        found = found.filter(anchor__in=list(anchors))
    return found.select_related("anchor", "award").order_by("pk")


def anchored_document(found: AnchoredAward) -> dict[str, Any]:
    """Give an award's public document with the anchor as its one proof."""
    document = json.loads(found.award.public_document)
    method = verification_method(found.anchor.did, found.anchor.multikey)
    created = timestamp(found.anchor.made_at)
    return anchored(document, read(found.proof), method=method, created=created)

"""Anchor awards on a chain: a transaction is kept before it is sent, and sent until it stands."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.badges.anchoring import Receipt, address_of, leaf_of, tree, written
from lapel.failpoint import failpoint
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.models import Anchor, AnchoredAward, Issuer
from lapel.journey.issuing.queries import (
    active_key,
    awards_to_anchor,
    unfinished_anchor,
)
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now
from lapel.ports.chain import Chain, from_url

if TYPE_CHECKING:
    from uuid import UUID

# A path of fourteen steps is as long as a proof's value may be.
A_BATCH = 10_000


@cache
def _opened(url: str, secret: str) -> Chain:
    return from_url(url, secret=secret)


def chain() -> Chain:
    """Open the chain that the settings name; by default there is none."""
    return _opened(settings.CHAIN_URL, settings.CHAIN_KEY)


def anchor_awards(*, issuer_id: UUID) -> Anchor | None:
    """Put an issuer's awards that are on no chain yet into one anchor, or go on with one begun.

    For the command line, which runs for nobody. None where there is nothing to anchor; an anchor
    without `written_at` was sent and does not stand there yet: call again. ChainError where the
    node does not take it; the same transaction is sent next time.
    """
    issuer = Issuer.objects.get(pk=issuer_id)
    begun = unfinished_anchor(issuer) or _begun(issuer)
    return _finished(begun) if begun else None


def give_up_anchor(*, anchor_id: UUID) -> Anchor:
    """Free the awards of an anchor whose transaction never came to stand on the chain."""
    with transaction.atomic():
        found = Anchor.objects.select_for_update().get(pk=anchor_id)
        if found.written_at or chain().transaction(bytes.fromhex(found.transaction)):
            raise Refusal(_("The transaction stands on the chain."))
        found.given_up_at = now()
        found.save(update_fields=["given_up_at"])
        found.awards.all().delete()
        _note(found, "anchor given up")
    return found


def _begun(issuer: Issuer) -> Anchor | None:
    """Sign a transaction for a batch and keep it, with each award's way up to what it carries."""
    key = active_key(issuer)
    if key is None or not key.did.startswith("did:web:"):
        raise Refusal(
            _("Only an issuer under did:web can list the key that writes on a chain (https).")
        )
    awards = list(awards_to_anchor(issuer, key.did)[:A_BATCH])
    if not awards:
        return None
    leaves = [leaf_of(json.loads(award.public_document)) for award in awards]
    root, paths = tree(leaves)
    writer = chain().writer()
    signed = chain().signed(root)
    with transaction.atomic():
        anchor = Anchor.objects.create(
            issuer=issuer,
            did=key.did,
            multikey=writer.multikey,
            chain=writer.chain,
            root=root.hex(),
            transaction=signed.id.hex(),
            raw=signed.raw.hex(),
            made_at=now(),
        )
        AnchoredAward.objects.bulk_create(
            [
                AnchoredAward(
                    anchor=anchor,
                    award=award,
                    public_hash=award.public_hash,
                    proof=written(
                        Receipt(
                            target=leaf,
                            root=root,
                            path=path,
                            chain=writer.chain,
                            transaction=signed.id,
                        )
                    ),
                )
                for award, leaf, path in zip(awards, leaves, paths, strict=True)
            ]
        )
        _note(anchor, "anchor signed")
    failpoint("issuing.anchor-signed")
    return anchor


def _finished(anchor: Anchor) -> Anchor:
    """Send it, again if need be, and see whether it stands."""
    chain().send(bytes.fromhex(anchor.raw))
    failpoint("issuing.anchor-sent")
    found = chain().transaction(bytes.fromhex(anchor.transaction))
    if found is None:
        return anchor
    meant = (anchor.chain, address_of(anchor.multikey), anchor.root)
    if (found.chain, found.sender, found.data.hex()) != meant:
        raise Refusal(_("What stands on the chain is not what was sent."))
    with transaction.atomic():
        anchor.block, anchor.written_at = found.block, now()
        anchor.save(update_fields=["block", "written_at"])
        _note(anchor, "anchor written")
    return anchor


def _note(anchor: Anchor, action: str) -> None:
    note(
        aggregate="issuer",
        aggregate_id=anchor.issuer_id,
        action=action,
        actor=None,
        facts={
            "anchor": str(anchor.pk),
            "chain": anchor.chain,
            "root": anchor.root,
            "transaction": anchor.transaction,
            "awards": anchor.awards.count(),
        },
    )

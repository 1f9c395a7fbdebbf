"""Forget by what a holder who left could be known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from lapel.journey.issuing.models import Award

if TYPE_CHECKING:
    from uuid import UUID


def forget_holder(*, person_id: UUID) -> int:
    """Keep of a person's awards only what says nothing of her; returns how many there are.

    The public documents stay, so that what others hold can be verified; her own documents with
    the salted identifier are hers, and leave with her. An award still to be signed keeps its
    salt: the address that it is signed over is by then one that reaches nobody. With the salt of
    its entries in the issuance log goes what they say (docs/adr/0007).
    """
    hers = Award.objects.filter(person=person_id)
    hers.update(log_salt=None)
    signed = hers.exclude(state=Award.State.PREPARING)
    return signed.update(
        document=F("public_document"), document_hash=F("public_hash"), email_salt=""
    )

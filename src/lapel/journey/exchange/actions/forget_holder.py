"""Take away what a holder who left had here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.exchange.models import Brought, Grant, HostedAward

if TYPE_CHECKING:
    from uuid import UUID


def forget_holder(*, person_id: UUID) -> None:
    """Delete her grants with their codes and tokens, what she brought, and her hosted assertions.

    Those name her by a hash of her address.
    """
    with transaction.atomic():
        Grant.objects.filter(person=person_id).delete()
        Brought.objects.filter(person=person_id).delete()
        HostedAward.objects.filter(award__person=person_id).delete()

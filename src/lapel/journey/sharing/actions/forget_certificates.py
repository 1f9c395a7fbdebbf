"""Take away the papers with the name of a holder who left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from lapel.journey.issuing.models import Award
from lapel.ports import storage

if TYPE_CHECKING:
    from uuid import UUID


def forget_certificates(*, person_id: UUID) -> int:
    """Delete every certificate that was set for a person's awards; returns how many."""
    store = storage.from_url(settings.STORAGE_URL)
    found = [
        key
        for award_id in Award.objects.filter(person=person_id).values_list("pk", flat=True)
        for key in store.keys(f"sharing/certificate/{award_id}/")
    ]
    for key in found:
        store.delete(key)
    return len(found)

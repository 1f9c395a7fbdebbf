"""Remove a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lapel.journey.files.models import StoredFile
from lapel.journey.files.policies import may_handle
from lapel.journey.files.queries import staging_key, storage
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def remove_file(*, person: Person, file_id: UUID) -> None:
    """Take a file out of sight; its blobs stay, as a frozen attempt may name them by hash."""
    with transaction.atomic():
        file = StoredFile.objects.get(id=file_id)
        if not may_handle(person, file):
            raise PermissionDenied
        StoredFile.objects.filter(id=file_id).update(removed_at=now())
    storage().discard(staging_key(file))

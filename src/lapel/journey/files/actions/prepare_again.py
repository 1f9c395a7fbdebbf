"""Ask again for a file whose making was given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lapel.journey.files.models import StoredFile
from lapel.journey.files.policies import may_handle
from lapel.journey.files.queries import given_up
from lapel.journey.record.actions import offer_again

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def prepare_again(*, person: Person, file_id: UUID) -> None:
    """Give the job that makes it ready a fresh set of attempts, where it was given up."""
    with transaction.atomic():
        if not may_handle(person, StoredFile.objects.get(id=file_id)):
            raise PermissionDenied
        for job in given_up([str(file_id)]):
            offer_again(delivery_id=job.pk)

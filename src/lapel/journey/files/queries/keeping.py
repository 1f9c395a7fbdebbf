"""Where files lie, and how much of one is here."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from lapel.journey.files.events import FileReceived
from lapel.journey.files.models import StoredFile
from lapel.journey.record.queries import parked_deliveries
from lapel.ports.storage import from_url

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.models import QuerySet

    from lapel.journey.files.models import Derivative
    from lapel.journey.people.models import Person
    from lapel.journey.record.models import Delivery
    from lapel.ports.storage import Storage


@cache
def storage() -> Storage:
    """Open the store that the settings name."""
    return from_url(settings.STORAGE_URL)


def file_of(person: Person, file_id: UUID) -> StoredFile:
    """Find a file of hers; `StoredFile.DoesNotExist` for another's, as for none."""
    return StoredFile.objects.get(id=file_id, owner=person, removed_at=None)


def original_key(file: StoredFile) -> str:
    """Name the original in the store: in the teacher's vault, apart from what others see."""
    return f"vault/{file.id.hex[:2]}/{file.id.hex}"


def staging_key(file: StoredFile) -> str:
    """Name the growing upload in the store's staging."""
    return file.id.hex


def derivative_key(derivative_id: UUID) -> str:
    """Name a derivative in the store."""
    return f"shown/{derivative_id.hex[:2]}/{derivative_id.hex}"


def stalled(files: Iterable[StoredFile]) -> set[UUID]:
    """Of these, give those whose making was cut off again and again and waits to be asked for."""
    waiting = [str(file.id) for file in files if file.state == StoredFile.State.RECEIVED]
    if not waiting:
        return set()
    found = given_up(waiting).values_list("event__payload__file_id", flat=True)
    return {UUID(each) for each in found}


def given_up(file_ids: Collection[str]) -> QuerySet[Delivery]:
    """Give the parked jobs that were to make these files ready."""
    jobs = parked_deliveries().filter(event__kind=FileReceived.kind())
    return jobs.filter(event__payload__file_id__in=file_ids)


def durable_offset(file: StoredFile) -> int:
    """Tell how many bytes are on the disk, whatever the row last heard."""
    if file.state != StoredFile.State.RECEIVING:
        return file.size
    return min(file.received, storage().staged_size(staging_key(file)))


def words_of(derivative: Derivative) -> str:
    """Read a derivative that is text."""
    return b"".join(storage().open(derivative.blob)).decode()

"""Keep words as a file that can be shown: of a portfolio that was written, not uploaded."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.files.models import StoredFile
from lapel.journey.files.queries import original_key, storage
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.journey.people.models import Organisation, Person


def keep_text(*, person: Person, organisation: Organisation, name: str, text: str) -> StoredFile:
    """Keep a text as a document that is ready at once; there is nothing in it to rebuild."""
    body = text.encode()
    file = StoredFile(
        owner=person,
        organisation=organisation,
        name=f"{name}.txt"[-255:],
        size=len(body),
        received=len(body),
        state=StoredFile.State.READY,
        family=StoredFile.Family.DOCUMENT,
        media_type="text/plain",
        progress=100,
        text=text,
        created_at=now(),
    )
    file.sha256 = storage().put(original_key(file), BytesIO(body)).sha256
    with transaction.atomic():
        file.save(force_insert=True)
    return file

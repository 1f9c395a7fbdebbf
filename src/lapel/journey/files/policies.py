"""Who may do what with a file: its owner everything, others only what a link shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lapel.journey.files.models import StoredFile
    from lapel.journey.people.models import Person


def may_handle(person: Person, file: StoredFile) -> bool:
    """Tell whether she may send, look up, take home or remove this file."""
    return file.owner_id == person.pk and file.removed_at is None

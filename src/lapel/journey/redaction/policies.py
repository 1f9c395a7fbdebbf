"""Who may see and settle what was found in a file: the teacher whose file it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lapel.journey.files.models import StoredFile
    from lapel.journey.people.models import Person


def may_settle(person: Person, file: StoredFile) -> bool:
    """Tell whether this file is hers, and here: what was erased can be changed no more."""
    gone = file.removed_at or file.original_erased_at
    return person.is_active and file.owner_id == person.pk and gone is None

"""Who may see a ledger of consent: the teacher whose class it is, and nobody above her."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lapel.journey.consent.models import SchoolClass
    from lapel.journey.people.models import Person


def keeps(person: Person, school_class: SchoolClass) -> bool:
    """Tell whether this class is hers."""
    return person.is_active and school_class.teacher_id == person.pk

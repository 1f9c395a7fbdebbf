"""Who may see a ledger of consent: the teacher whose class it is, and nobody above her.

Where she cannot be asked any more, an administrator of the school helps a family to take back what
it allowed, and sees nothing of what that was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.people.models import Role
from lapel.journey.people.queries import has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lapel.journey.consent.models import SchoolClass
    from lapel.journey.people.models import Organisation, Person

ASSESSORS = (Role.ASSESSOR, Role.LEAD_ASSESSOR)


def keeps(person: Person, school_class: SchoolClass) -> bool:
    """Tell whether this class is hers."""
    return person.is_active and school_class.teacher_id == person.pk


def may_help_families(
    person: Person | AnonymousUser, organisation: Organisation | None = None
) -> bool:
    """Tell whether a person is whom families turn to (None: anywhere).

    It is an administrator who assesses nowhere: initials that stand in evidence would else tell
    an assessor from which school it is (R5).
    """
    return has_role(person, Role.ADMINISTRATOR, organisation) and not has_role(person, ASSESSORS)

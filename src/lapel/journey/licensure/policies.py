"""Who may do what in licensure: pure predicates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.people.models import Role
from lapel.journey.people.queries import has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lapel.journey.people.models import Organisation, Person

ASSESSORS = (Role.ASSESSOR, Role.LEAD_ASSESSOR)


def may_keep_identities(
    person: Person | AnonymousUser, organisation: Organisation | None = None
) -> bool:
    """Tell whether a person may read and write who teachers are (None: anywhere).

    An officer of the organisation, unless she assesses anywhere: whoever scores work must not
    know whose it is (R5).
    """
    officer = has_role(person, Role.ISSUER_OFFICER, organisation)
    return officer and not has_role(person, ASSESSORS)

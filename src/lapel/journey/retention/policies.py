"""Who may do what in retention: pure predicates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.people.models import Role
from lapel.journey.people.queries import has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lapel.journey.evidence.models import Draft
    from lapel.journey.people.models import Organisation, Person

SETTERS = (Role.ISSUER_OFFICER, Role.ADMINISTRATOR)
ASSESSORS = (Role.ASSESSOR, Role.LEAD_ASSESSOR)


def may_set(person: Person | AnonymousUser, organisation: Organisation | None = None) -> bool:
    """Tell whether a person sets times (None: anywhere): an officer or administrator."""
    return has_role(person, SETTERS, organisation)


def may_hold(person: Person | AnonymousUser, organisation: Organisation | None = None) -> bool:
    """Tell whether a person names teachers whose evidence is kept: who never assesses (R5)."""
    return may_set(person, organisation) and not has_role(person, ASSESSORS)


def may_put_off(person: Person, draft: Draft) -> bool:
    """Tell whether a draft is hers."""
    return person.is_active and draft.enrolment.person_id == person.pk

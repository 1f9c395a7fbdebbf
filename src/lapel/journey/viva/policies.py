"""Who may do what in a talk: pure predicates, but for what review knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.people.models import Role
from lapel.journey.people.queries import has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lapel.journey.people.models import Person
    from lapel.journey.viva.models import Viva

ASSESSORS = (Role.ASSESSOR, Role.LEAD_ASSESSOR)


def may_examine(person: Person | AnonymousUser) -> bool:
    """Tell whether a person has the page of talks to hear."""
    return has_role(person, ASSESSORS)


def may_talk(person: Person | AnonymousUser, viva: Viva) -> bool:
    """Tell whether a talk is about a person's own work."""
    return viva.case.submission.person_id == person.pk


def hears(person: Person | AnonymousUser, viva: Viva) -> bool:
    """Tell whether a person is the one who hears it, and assesses anywhere still."""
    is_hers = viva.examiner_id is not None and viva.examiner_id == person.pk
    return is_hers and may_examine(person)


def may_lead(person: Person | AnonymousUser, viva: Viva) -> bool:
    """Tell whether a person decides where a talk does not come about; never on her own work."""
    if may_talk(person, viva):
        return False
    return has_role(person, Role.LEAD_ASSESSOR, viva.case.microcredential.organisation)


def may_listen(person: Person | AnonymousUser, viva: Viva) -> bool:
    """Tell whether a person opens what was said: who hears it, and leads once it is asked about."""
    return hears(person, viva) or (viva.inquiry_id is not None and may_lead(person, viva))

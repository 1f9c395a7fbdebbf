"""Who may do what: a diagnosis is its person's alone; the bank is its designers'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.people.models import Role
from lapel.journey.people.queries import has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lapel.journey.diagnosis.models import Diagnosis
    from lapel.journey.people.models import Organisation, Person


def may_open(person: Person | AnonymousUser, diagnosis: Diagnosis) -> bool:
    """Tell whether a diagnosis is a person's own; nobody else ever opens one."""
    return diagnosis.person_id == person.pk


def may_keep_bank(person: Person | AnonymousUser, organisation: Organisation | None = None) -> bool:
    """Tell whether a person designs questions for an organisation (or, without one, for any)."""
    return has_role(person, Role.DESIGNER, organisation)


def may_see_calibrations(person: Person | AnonymousUser) -> bool:
    """Tell whether a person designs questions or leads a programme somewhere."""
    return has_role(person, (Role.DESIGNER, Role.PROGRAMME_LEAD))

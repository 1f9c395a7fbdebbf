"""Who may do what with people and organisations: pure predicates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.people.models import Organisation, Role
from lapel.journey.people.queries import has_role, keeps_instance, roles_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lapel.journey.people.models import Person

# Whoever signs credentials or opens accounts for others proves herself twice.
TWO_FACTOR_ROLES = (Role.ISSUER_OFFICER, Role.ADMINISTRATOR)
LEADS = (Role.PROGRAMME_LEAD, Role.ADMINISTRATOR)
# A lead brings teachers and those who help them; every other role is an administrator's to give.
ROLES_A_LEAD_GIVES = (Role.TEACHER, Role.MENTOR)


def needs_second_factor(person: Person | AnonymousUser) -> bool:
    """Tell whether a person's pages open only after a second factor."""
    return has_role(person, TWO_FACTOR_ROLES)


def may_see_members(person: Person | AnonymousUser, organisation: Organisation) -> bool:
    """Tell whether a person may know who belongs to an organisation."""
    return has_role(person, LEADS, organisation)


def may_manage_roles(person: Person | AnonymousUser, organisation: Organisation) -> bool:
    """Tell whether a person may grant and end roles in an organisation."""
    return has_role(person, Role.ADMINISTRATOR, organisation)


def may_invite(
    person: Person | AnonymousUser, organisation: Organisation, role: Role | str = Role.TEACHER
) -> bool:
    """Tell whether a person may invite somebody to a role in an organisation."""
    if may_manage_roles(person, organisation):
        return True
    return role in ROLES_A_LEAD_GIVES and has_role(person, Role.PROGRAMME_LEAD, organisation)


def may_found_under(person: Person | AnonymousUser, parent: Organisation) -> bool:
    """Tell whether a person may found an organisation as a part of another; schools have none."""
    has_parts = parent.kind != Organisation.Kind.SCHOOL and parent.closed_at is None
    return has_parts and has_role(person, Role.ADMINISTRATOR, parent)


def may_change_organisation(person: Person | AnonymousUser, organisation: Organisation) -> bool:
    """Tell whether a person may change an organisation's name, zone and holidays."""
    return has_role(person, Role.ADMINISTRATOR, organisation)


def may_close(person: Person | AnonymousUser, organisation: Organisation) -> bool:
    """Tell whether a person may close an organisation: an administrator of what it is part of."""
    parent = organisation.parent
    return parent is not None and has_role(person, Role.ADMINISTRATOR, parent)


def may_see_jobs(person: Person | AnonymousUser) -> bool:
    """Tell whether a person may see which jobs failed for good, and offer them again.

    Jobs are the whole instance's, so it takes an administrator of a root of the tree.
    """
    return person.is_active and keeps_instance(roles_of(person))


def may_bring_bodies(person: Person | AnonymousUser) -> bool:
    """Tell whether a person may bring a body from outside: who administers a root of the tree.

    What signs here is vouched for by the whole instance.
    """
    return person.is_active and keeps_instance(roles_of(person))

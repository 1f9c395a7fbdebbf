"""Who may do what in issuing: pure predicates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.people.models import Role
from lapel.journey.people.queries import has_role, keeps_instance, roles_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lapel.journey.issuing.models import Award
    from lapel.journey.people.models import Organisation, Person


def may_issue(person: Person | AnonymousUser) -> bool:
    """Tell whether a person is an issuer officer anywhere; the second factor stands before."""
    return has_role(person, Role.ISSUER_OFFICER)


def may_issue_for(person: Person | AnonymousUser, organisation: Organisation) -> bool:
    """Tell whether a person is an issuer officer of an organisation, or of one above it."""
    return has_role(person, Role.ISSUER_OFFICER, organisation)


def may_change_standing(person: Person | AnonymousUser, award: Award) -> bool:
    """Tell whether a person may revoke, suspend or reinstate an award: officers, not her own."""
    is_own = award.person_id == person.pk
    return not is_own and may_issue_for(person, award.achievement.issuer.organisation)


def may_tend_log(person: Person | AnonymousUser) -> bool:
    """Tell whether a person may let a held log go on, or open a new epoch of it.

    It is the whole instance's, so it takes an administrator of a root of the tree.
    """
    return person.is_active and keeps_instance(roles_of(person))

"""Give a person a role in an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lapel.journey.people.actions.close_organisation import hold_open
from lapel.journey.people.events import MembershipBegan
from lapel.journey.people.models import Membership, Organisation, Person, Role
from lapel.journey.people.policies import may_manage_roles
from lapel.journey.people.queries import open_memberships, today
from lapel.journey.record.actions import announce, note
from lapel.turns import take_turns

if TYPE_CHECKING:
    from datetime import date


def grant_role(
    *,
    person: Person | None,
    to: Person,
    organisation: Organisation,
    role: Role | str,
    since: date | None = None,
) -> Membership:
    """Give `to` a role from `since` (today) on; one she holds already is returned as it is.

    `person` acts and must be an administrator there or above; None is the instance's own setup.
    A closed organisation gives a `Refusal`.
    """
    if person is not None and not may_manage_roles(person, organisation):
        raise PermissionDenied
    with transaction.atomic():
        hold_open(organisation)
        return begin_membership(
            actor=person, person=to, organisation=organisation, role=role, since=since
        )


def begin_membership(
    *,
    actor: Person | None,
    person: Person,
    organisation: Organisation,
    role: Role | str,
    since: date | None = None,
) -> Membership:
    """Begin a membership for a reason that was checked before (a grant, an invitation)."""
    role = Role(role)
    with transaction.atomic():
        take_turns(f"people.membership:{person.pk}")
        held = open_memberships().filter(person=person, organisation=organisation, role=role)
        known = held.first()
        if known is not None:
            return known
        membership = Membership.objects.create(
            person=person, organisation=organisation, role=role, since=since or today()
        )
        note(
            aggregate="person",
            aggregate_id=person.id,
            action="role granted",
            actor=actor.id if actor else None,
            facts={"organisation": str(organisation.id), "role": role.value},
        )
        announce(
            MembershipBegan(person_id=person.id, organisation_id=organisation.id, role=role.value)
        )
    return membership

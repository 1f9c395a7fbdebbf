"""End a person's role in an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext

from lapel.journey.people.actions.refusal import Refusal
from lapel.journey.people.events import MembershipEnded
from lapel.journey.people.models import Membership, Person, Role
from lapel.journey.people.policies import may_manage_roles
from lapel.journey.people.queries import open_memberships, today
from lapel.journey.record.actions import announce, note
from lapel.turns import take_turns

if TYPE_CHECKING:
    from collections.abc import Iterable


def end_membership(*, person: Person, membership: Membership) -> Membership:
    """End a membership today; her own, or one where `person` is an administrator.

    The last administrator of an organisation stays until another one is named.
    """
    own = membership.person_id == person.id
    if not own and not may_manage_roles(person, membership.organisation):
        raise PermissionDenied
    with transaction.atomic():
        refuse_last_administrator(membership)
        close_memberships(actor=person, memberships=[membership])
    return membership


def refuse_last_administrator(membership: Membership) -> None:
    """Raise a `Refusal` if without this membership an organisation had no administrator.

    Call it inside the transaction that ends the membership.
    """
    if membership.role != Role.ADMINISTRATOR:
        return
    # two administrators who end each other's roles at once would leave none
    take_turns(f"people.administrators:{membership.organisation_id}")
    held = open_memberships().filter(
        organisation=membership.organisation, role=Role.ADMINISTRATOR, person__is_active=True
    )
    if not held.exclude(pk=membership.pk).exists():
        raise Refusal(
            gettext("Name another administrator first; an organisation cannot be without one.")
        )


def close_memberships(*, actor: Person, memberships: Iterable[Membership]) -> None:
    """Close memberships for a reason that was checked before."""
    with transaction.atomic():
        for membership in memberships:
            membership.until = today()
            membership.save(update_fields=["until"])
            note(
                aggregate="person",
                aggregate_id=membership.person_id,
                action="role ended",
                actor=actor.id,
                facts={"organisation": str(membership.organisation_id), "role": membership.role},
            )
            announce(
                MembershipEnded(
                    person_id=membership.person_id,
                    organisation_id=membership.organisation_id,
                    role=membership.role,
                )
            )

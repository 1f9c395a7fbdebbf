"""Accept what a person was invited to."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q

from lapel.journey.people.actions.grant_role import begin_membership
from lapel.journey.people.queries import open_invitations
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.journey.people.models import Membership, Person


def accept_invitations(*, person: Person) -> list[Membership]:
    """Begin every membership a person's verified addresses were invited to."""
    verified = EmailAddress.objects.filter(user=person, verified=True)
    addresses = [Q(email__iexact=each) for each in verified.values_list("email", flat=True)]
    if not addresses:
        return []
    begun = []
    with transaction.atomic():
        hers = open_invitations().filter(reduce(or_, addresses))
        waiting = hers.select_related("organisation").select_for_update(of=("self",))
        for invitation in waiting.order_by("invited_at"):
            invitation.accepted_at = now()
            invitation.save(update_fields=["accepted_at"])
            note(
                aggregate="invitation",
                aggregate_id=invitation.id,
                action="accepted",
                actor=person.id,
            )
            begun.append(
                begin_membership(
                    actor=person,
                    person=person,
                    organisation=invitation.organisation,
                    role=invitation.role,
                )
            )
    return begun

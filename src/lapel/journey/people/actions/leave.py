"""Leave Lapel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from lapel.journey.people.actions.end_membership import (
    close_memberships,
    refuse_last_administrator,
)
from lapel.journey.people.actions.forget_sheet import forget_sheets_of
from lapel.journey.people.events import PersonLeft
from lapel.journey.people.models import Invitation
from lapel.journey.people.queries import open_invitations, roles_of
from lapel.journey.record.actions import announce, erase_words, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def leave(*, person: Person) -> None:
    """Close an account for good: memberships end, name, addresses and keys are erased.

    The empty account stays behind as the owner of what was submitted and awarded, so that
    awards others hold or verified stay true. A `Refusal` keeps an organisation's last
    administrator until another one is named.
    """
    with transaction.atomic():
        held = roles_of(person)
        for membership in held:
            refuse_last_administrator(membership)
        close_memberships(actor=person, memberships=held)
        invitations = _forget_invitations(person)
        addresses = EmailAddress.objects.filter(user=person)
        forget_sheets_of(
            person=person, addresses=[person.email, *addresses.values_list("email", flat=True)]
        )
        addresses.delete()
        Authenticator.objects.filter(user=person).delete()
        person.name, person.email = "", f"{person.id}@left.invalid"
        person.is_active = False
        person.save(update_fields=["name", "email", "is_active"])
        note(aggregate="person", aggregate_id=person.id, action="left", actor=person.id)
        erase_words(aggregate="person", aggregate_id=person.id)
        announce(PersonLeft(person_id=person.id, invitation_ids=invitations))
        for session in UserSession.objects.filter(user=person):
            session.end()


def _forget_invitations(person: Person) -> list[UUID]:
    """Take her name and address out of what she was invited by; who invited her to what stays.

    What she has not accepted is taken back.
    """
    hers: list[UUID] = []
    for address in EmailAddress.objects.filter(user=person).values_list("email", flat=True):
        invitations = Invitation.objects.filter(email__iexact=address)
        hers += invitations.values_list("id", flat=True)
        for open_ in open_invitations().filter(email__iexact=address):
            open_.withdrawn_at = now()
            open_.save(update_fields=["withdrawn_at"])
            note(
                aggregate="invitation",
                aggregate_id=open_.id,
                action="withdrawn",
                actor=person.id,
            )
    Invitation.objects.filter(id__in=hers).update(email=f"{person.id}@left.invalid", name="")
    return hers

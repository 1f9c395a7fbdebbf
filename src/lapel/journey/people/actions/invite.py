"""Invite a person by e-mail, and take an invitation back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext

from lapel.journey.people.actions.close_organisation import hold_open
from lapel.journey.people.actions.refusal import Refusal
from lapel.journey.people.events import PersonInvited
from lapel.journey.people.models import Invitation, Organisation, Person, Role
from lapel.journey.people.policies import may_invite
from lapel.journey.people.queries import open_invitations, open_memberships
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID


def invite(
    *,
    person: Person,
    organisation: Organisation,
    email: str,
    name: str = "",
    role: Role | str = Role.TEACHER,
) -> Invitation:
    """Invite an address to a role; the mail goes out by event.

    An invitation that is open already is returned as it is and no second mail is sent. A
    `Refusal` says that the address is wrong or belongs to somebody who holds the role.
    """
    role = Role(role)
    if not may_invite(person, organisation, role):
        raise PermissionDenied
    email = checked_address(email)
    members = open_memberships().filter(organisation=organisation, role=role)
    if members.filter(person__email__iexact=email).exists():
        raise Refusal(
            gettext("%(email)s belongs to %(organisation)s already.")
            % {"email": email, "organisation": organisation}
        )
    with transaction.atomic():
        hold_open(organisation)
        waiting = open_invitations().filter(
            email__iexact=email, organisation=organisation, role=role
        )
        known = waiting.first()
        return known or write_invitation(
            person=person, organisation=organisation, email=email, name=name, role=role
        )


def checked_address(email: str) -> str:
    """Give an address in small letters; a `Refusal` where it is none."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(gettext("“%s” is not an e-mail address.") % email) from None
    return email


def write_invitation(
    *, person: Person, organisation: Organisation, email: str, name: str, role: Role
) -> Invitation:
    """Write an invitation and announce it, for actions that have asked who may."""
    invitation = Invitation.objects.create(
        email=email,
        name=name.strip()[:120],
        organisation=organisation,
        role=role,
        invited_by=person,
        invited_at=now(),
    )
    note(
        aggregate="invitation",
        aggregate_id=invitation.id,
        action="invited",
        actor=person.id,
        facts={"organisation": str(organisation.id), "role": role.value},
    )
    announce(PersonInvited(invitation_id=invitation.id))
    return invitation


def withdraw_invitation(*, person: Person, invitation_id: UUID) -> None:
    """Take back an invitation that nobody has accepted."""
    with transaction.atomic():
        held = open_invitations().select_for_update(of=("self",))
        invitation = held.select_related("organisation").get(pk=invitation_id)
        if not may_invite(person, invitation.organisation, invitation.role):
            raise PermissionDenied
        invitation.withdrawn_at = now()
        invitation.save(update_fields=["withdrawn_at"])
        note(
            aggregate="invitation",
            aggregate_id=invitation.id,
            action="withdrawn",
            actor=person.id,
        )

"""Bring a body from outside: an organisation by itself, with one issuer officer who is invited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext

from lapel.journey.people.actions.found_organisation import TREE, found_organisation
from lapel.journey.people.actions.invite import checked_address, write_invitation
from lapel.journey.people.actions.refusal import Refusal
from lapel.journey.people.models import Organisation, Role
from lapel.journey.people.policies import may_bring_bodies
from lapel.turns import take_turns

if TYPE_CHECKING:
    from lapel.journey.people.models import Person


def bring_body(*, person: Person, name: str, email: str) -> Organisation:
    """Found an organisation that is part of none and invite its officer; nobody here gets a role.

    So nobody but who is invited can sign in its name. A `Refusal` where an organisation of this
    name is here already, or the address is none.
    """
    if not may_bring_bodies(person):
        raise PermissionDenied
    email = checked_address(email)
    with transaction.atomic():
        take_turns(TREE)
        names = Organisation.objects.values_list("name", flat=True)
        if name.casefold() in {each.casefold() for each in names}:
            raise Refusal(gettext("There is an organisation called “%s” here already.") % name)
        kind = Organisation.Kind.PROGRAMME
        organisation = found_organisation(person=None, name=name, kind=kind)
        write_invitation(
            person=person,
            organisation=organisation,
            email=email,
            name="",
            role=Role.ISSUER_OFFICER,
        )
    return organisation

"""Close an organisation that nobody belongs to, and open it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext, ngettext

from lapel.journey.people.actions.refusal import Refusal
from lapel.journey.people.models import Organisation
from lapel.journey.people.policies import may_close
from lapel.journey.people.queries import open_invitations, open_memberships
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def hindrances(organisation: Organisation) -> list[str]:
    """Say, a sentence each, what keeps an organisation from being closed."""
    held = open_memberships().filter(organisation=organisation, person__is_active=True)
    people = held.values("person").distinct().count()
    parts = organisation.parts.filter(closed_at__isnull=True).count()
    invited = open_invitations().filter(organisation=organisation).count()
    found = [
        (
            people,
            ngettext(
                "%s person belongs to it. End her roles first.",
                "%s people belong to it. End their roles first.",
                people,
            ),
        ),
        (
            invited,
            ngettext(
                "%s invitation is open. Take it back first.",
                "%s invitations are open. Take them back first.",
                invited,
            ),
        ),
        (
            parts,
            ngettext(
                "%s organisation is part of it. Close that first.",
                "%s organisations are part of it. Close those first.",
                parts,
            ),
        ),
    ]
    return [sentence % count for count, sentence in found if count]


def close_organisation(*, person: Person, organisation_id: UUID) -> Organisation:
    """Close an organisation: nobody can be invited to it or be given a role in it.

    What was submitted and earned there stays, and so does its calendar. A `Refusal` says what
    keeps it open. Closing twice changes nothing.
    """
    with transaction.atomic():
        organisation = _held(person, organisation_id)
        if organisation.closed_at is not None:
            return organisation
        if found := hindrances(organisation):
            raise Refusal(" ".join(found))
        organisation.closed_at = now()
        _keep(person, organisation, "closed")
    return organisation


def reopen_organisation(*, person: Person, organisation_id: UUID) -> Organisation:
    """Open a closed organisation again; a `Refusal` while what it is part of is closed."""
    with transaction.atomic():
        organisation = _held(person, organisation_id)
        if organisation.closed_at is None:
            return organisation
        if organisation.parent and organisation.parent.closed_at:
            raise Refusal(gettext("%s is closed too. Open that first.") % organisation.parent)
        organisation.closed_at = None
        _keep(person, organisation, "opened again")
    return organisation


def refuse_closed(organisation: Organisation) -> None:
    """Raise a `Refusal` where an organisation takes nobody any more."""
    if organisation.closed_at is not None:
        raise Refusal(gettext("%s is closed.") % organisation)


def hold_open(organisation: Organisation) -> None:
    """Keep an organisation from being closed until the transaction ends; a `Refusal` if it is."""
    refuse_closed(Organisation.objects.select_for_update().get(pk=organisation.pk))


def _held(person: Person, organisation_id: UUID) -> Organisation:
    held = Organisation.objects.select_for_update(of=("self",)).select_related("parent")
    organisation = held.get(pk=organisation_id)
    if not may_close(person, organisation):
        raise PermissionDenied
    return organisation


def _keep(person: Person, organisation: Organisation, action: str) -> None:
    organisation.revision += 1
    organisation.save(update_fields=["closed_at", "revision"])
    note(
        aggregate="organisation",
        aggregate_id=organisation.id,
        action=action,
        actor=person.id,
        facts={"revision": organisation.revision},
    )

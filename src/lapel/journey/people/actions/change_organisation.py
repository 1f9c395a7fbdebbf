"""Change an organisation's name or zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lapel.journey.people.actions.found_organisation import (
    TREE,
    refuse_second_of_name,
    refuse_strange_zone,
)
from lapel.journey.people.models import Organisation
from lapel.journey.people.policies import may_change_organisation
from lapel.journey.record.actions import note
from lapel.turns import take_turns

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


class ChangedMeanwhileError(Exception):
    """Somebody else changed it since it was shown; `organisation` is what stands now."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(f"{organisation.slug} is at revision {organisation.revision}")
        self.organisation = organisation


def change_organisation(
    *, person: Person, organisation_id: UUID, name: str, zone: str, base_revision: int
) -> Organisation:
    """Keep a new name and zone, written on top of `base_revision`.

    Deadlines that are set already stay; the next ones run in the new zone. What stands already is
    answered without a change, whatever the revision. Raises `ChangedMeanwhileError` and changes
    nothing where somebody else was faster.
    """
    with transaction.atomic():
        take_turns(TREE)
        organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
        if not may_change_organisation(person, organisation):
            raise PermissionDenied
        refuse_strange_zone(zone)
        before = {"name": organisation.name, "zone": organisation.zone}
        if before == {"name": name, "zone": zone}:
            return organisation
        if organisation.revision != base_revision:
            raise ChangedMeanwhileError(organisation)
        refuse_second_of_name(name=name, parent_id=organisation.parent_id, but=organisation)
        organisation.name, organisation.zone = name, zone
        organisation.revision += 1
        organisation.save(update_fields=["name", "zone", "revision"])
        note(
            aggregate="organisation",
            aggregate_id=organisation.id,
            action="changed",
            actor=person.id,
            facts={"from": before["zone"], "to": zone, "revision": organisation.revision},
            words="" if before["name"] == name else name,
        )
    return organisation

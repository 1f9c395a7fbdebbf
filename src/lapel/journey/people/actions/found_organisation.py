"""Found an organisation in the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext

from lapel.journey.people.actions.refusal import Refusal
from lapel.journey.people.models import Holiday, Organisation
from lapel.journey.people.policies import may_manage_roles
from lapel.journey.record.actions import note

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from lapel.journey.people.models import Person


def found_organisation(  # noqa: PLR0913 (an organisation has these parts)
    *,
    person: Person | None,
    slug: str,
    name: str,
    kind: str,
    parent: Organisation | None = None,
    zone: str = "UTC",
    holidays: Mapping[date, str] | None = None,
) -> Organisation:
    """Found an organisation; `person` is None when the instance itself is being set up.

    A root is founded by setup alone; a part by an administrator of what it belongs to.
    """
    if person is not None and not (parent and may_manage_roles(person, parent)):
        raise PermissionDenied
    if zone not in available_timezones():
        raise Refusal(gettext("%s is not a time zone, such as Africa/Nairobi or UTC.") % zone)
    with transaction.atomic():
        organisation = Organisation.objects.create(
            slug=slug, name=name, kind=Organisation.Kind(kind), parent=parent, zone=zone
        )
        Holiday.objects.bulk_create(
            Holiday(organisation=organisation, date=day, name=called)
            for day, called in (holidays or {}).items()
        )
        note(
            aggregate="organisation",
            aggregate_id=organisation.id,
            action="founded",
            actor=person.id if person else None,
            facts={"slug": slug, "kind": kind, "parent": str(parent.id) if parent else None},
        )
    return organisation

"""Found an organisation in the tree."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext

from lapel.journey.people.actions.refusal import Refusal
from lapel.journey.people.models import Holiday, Organisation
from lapel.journey.people.policies import may_found_under
from lapel.journey.record.actions import note
from lapel.turns import take_turns

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from lapel.journey.people.models import Person

# Whoever gives an organisation its name or its place takes turns by this name.
TREE = "people.organisations"


def found_organisation(  # noqa: PLR0913 (an organisation has these parts)
    *,
    person: Person | None,
    name: str,
    kind: str,
    slug: str = "",
    parent: Organisation | None = None,
    zone: str = "UTC",
    holidays: Mapping[date, str] | None = None,
) -> Organisation:
    """Found an organisation; `person` is None when the instance itself is being set up.

    A root is founded by setup alone; a part by an administrator of what it belongs to. Without a
    `slug` it gets one from its name. A `Refusal` where its parent has a part of this name already,
    which also keeps a form that is sent twice from founding two.
    """
    if person is not None and not (parent and may_found_under(person, parent)):
        raise PermissionDenied
    refuse_strange_zone(zone)
    with transaction.atomic():
        take_turns(TREE)
        if parent is not None:
            refuse_second_of_name(name=name, parent_id=parent.pk)
        organisation = Organisation.objects.create(
            slug=slug or _free_slug(name, kind),
            name=name,
            kind=Organisation.Kind(kind),
            parent=parent,
            zone=zone,
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
            facts={
                "slug": organisation.slug,
                "kind": kind,
                "parent": str(parent.id) if parent else None,
                "zone": zone,
                "holidays": [day.isoformat() for day in sorted(holidays or {})],
            },
            words=name,
        )
    return organisation


def refuse_strange_zone(zone: str) -> None:
    """Raise a `Refusal` for what is no zone of the IANA database."""
    if zone not in available_timezones():
        raise Refusal(gettext("%s is not a time zone, such as Africa/Nairobi or UTC.") % zone)


def refuse_second_of_name(
    *, name: str, parent_id: UUID | None, but: Organisation | None = None
) -> None:
    """Raise a `Refusal` where a parent has a part of this name already, in any case of letters."""
    beside = Organisation.objects.filter(parent=parent_id).values_list("pk", "name")
    names = {called.casefold() for pk, called in beside if but is None or pk != but.pk}
    if parent_id and name.casefold() in names:
        raise Refusal(gettext("There is an organisation called “%s” here already.") % name)


def _free_slug(name: str, kind: str) -> str:
    """Make a short name for addresses that nobody has; names in other scripts go by their kind."""
    stem = slugify(name)[:40].strip("-") or kind
    taken = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(slug for number in count(2) if (slug := f"{stem}-{number}") not in taken)

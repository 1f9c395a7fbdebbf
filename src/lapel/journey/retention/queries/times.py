"""What organisations set, and whose evidence is held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.journey.people.models import Person
from lapel.journey.people.queries import organisations_above, organisations_where
from lapel.journey.record.queries import history, now
from lapel.journey.retention.models import Hold, Times
from lapel.journey.retention.policies import SETTERS

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from lapel.journey.people.models import Organisation

MOST_CHANGES = 50


def times_of(organisation: Organisation | None) -> Times:
    """Give the times that hold there: its own, those of the nearest above it, or ours."""
    above = organisations_above(organisation) if organisation else []
    found = {each.pk: each for each in Times.objects.filter(organisation__in=above)}
    return next((found[each.pk] for each in above if each.pk in found), Times(set_at=now()))


def organisations_kept(person: Person) -> QuerySet[Organisation]:
    """Give the organisations whose times she may set."""
    return organisations_where(person, SETTERS)


def open_holds(organisation: Organisation) -> QuerySet[Hold]:
    """List the teachers whose evidence is held there, the oldest first."""
    held = Hold.objects.filter(organisation=organisation, lifted_at=None)
    return held.select_related("person", "placed_by").order_by("placed_at", "pk")


def standing_hold(person: Person) -> Hold | None:
    """Give the hold on a teacher's evidence, by whichever organisation, if there is one."""
    held = Hold.objects.filter(person=person, lifted_at=None).select_related("organisation")
    return held.order_by("placed_at").first()


@dataclass(frozen=True)
class TimesChange:
    """Who set an organisation's times and when; in days, what they were, and are since."""

    at: datetime
    who: str
    was: dict[str, int]
    days: dict[str, int]


def changes_of(organisation: Organisation) -> list[TimesChange]:
    """List the last changes of an organisation's times, the newest first."""
    entries = history("times", organisation.pk).order_by("-position")[:MOST_CHANGES]
    people = Person.objects.in_bulk({each.actor for each in entries if each.actor})
    return [
        TimesChange(
            each.at,
            people[each.actor].shown_name if each.actor in people else "",
            each.facts["was"],
            each.facts["days"],
        )
        for each in entries
    ]

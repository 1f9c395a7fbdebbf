"""Who is appointed to assess what."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Q

from lapel.journey.people.models import Person
from lapel.journey.people.queries import (
    open_memberships,
    organisations_above,
    organisations_under,
)
from lapel.journey.record.queries import now
from lapel.journey.review.models import Appointment, Assessment
from lapel.journey.review.policies import ASSESSORS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.people.models import Organisation

# Where the clocks go back, a day has 25 hours.
A_DAY = timedelta(hours=25)


def open_appointments() -> QuerySet[Appointment]:
    """Appointments that hold now: neither ended nor expired."""
    found = Appointment.objects.filter(ended_at__isnull=True, expires_at__gt=now())
    return found.select_related("microcredential__organisation", "person")


def candidates(organisation: Organisation) -> QuerySet[Person]:
    """Persons who hold an assessor's role in an organisation, below it or above it."""
    line = [each.pk for each in organisations_above(organisation)]
    places = Q(organisation__in=organisations_under(organisation)) | Q(organisation__in=line)
    held = open_memberships().filter(places, role__in=ASSESSORS)
    return Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("name")


def has_room_today(appointment: Appointment) -> bool:
    """Tell whether a person may take one more today, by the day of the organisation she scores for.

    What she locked today counts, on whatever micro-credential: the cap is there for her eyes.
    """
    return bool(with_room_today([appointment]))


def with_room_today(appointments: Iterable[Appointment]) -> list[Appointment]:
    """Keep the appointments whose persons may take one more today, in one query."""
    found = list(appointments)
    done: dict[UUID, list[datetime]] = defaultdict(list)
    people = {each.person_id for each in found}
    locked = Assessment.objects.filter(assessor__in=people, locked_at__gte=now() - A_DAY)
    for person, at in locked.values_list("assessor", "locked_at"):
        done[person] += [at] if at else []

    def has_room(each: Appointment) -> bool:
        since = _midnight(each)
        return sum(at >= since for at in done[each.person_id]) < each.daily_cap

    return [each for each in found if has_room(each)]


def _midnight(appointment: Appointment) -> datetime:
    """Give when the day began that it is now where she scores for."""
    zone = ZoneInfo(appointment.microcredential.organisation.zone)
    return datetime.combine(now().astimezone(zone).date(), time(), tzinfo=zone)

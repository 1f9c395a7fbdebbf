"""Who is appointed to assess what."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.db.models import Q

from lapel.journey.people.models import Person
from lapel.journey.people.queries import (
    calendar_of,
    open_memberships,
    organisations_above,
    organisations_under,
)
from lapel.journey.record.queries import now
from lapel.journey.review.models import Appointment, Assessment
from lapel.journey.review.policies import ASSESSORS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lapel.journey.people.models import Organisation


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
    zone = calendar_of(appointment.microcredential.organisation).zone
    day = now().astimezone(zone).date()
    since = datetime.combine(day, time(), tzinfo=zone)
    done = Assessment.objects.filter(assessor=appointment.person, locked_at__gte=since)
    return done.count() < appointment.daily_cap

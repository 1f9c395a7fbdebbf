"""To whom a letter goes that is for a role and no one person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.people.models import Person
from lapel.journey.people.queries import open_memberships, organisations_above

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lapel.journey.people.models import Organisation, Role


def who_hold(role: Role, organisation: Organisation) -> QuerySet[Person]:
    """Give those who hold a role today in an organisation or above it, and have not left."""
    line = [each.pk for each in organisations_above(organisation)]
    held = open_memberships().filter(organisation__in=line, role=role)
    return Person.objects.filter(pk__in=held.values("person"), is_active=True)

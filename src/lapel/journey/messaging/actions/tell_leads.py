"""Tell those who lead the assessors of a micro-credential."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.messaging.actions.write_letter import write_letter
from lapel.journey.messaging.queries import letters
from lapel.journey.people.models import Person, Role
from lapel.journey.people.queries import open_memberships, organisations_above
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.catalogue.models import MicroCredential


def tell_leads(*, microcredential: MicroCredential, why: str, except_for: UUID) -> None:
    """Write to each lead but one, once a day at most for one reason."""
    for person in _leads(microcredential).exclude(pk=except_for):
        write_letter(
            key=f"lead:{why}:{now():%Y-%m-%d}:{person.pk}",
            kind=f"lead {why}",
            words=lambda: letters.lead_letter(microcredential, why),
            person=person,
        )


def _leads(microcredential: MicroCredential) -> QuerySet[Person]:
    line = [each.pk for each in organisations_above(microcredential.organisation)]
    held = open_memberships().filter(organisation__in=line, role=Role.LEAD_ASSESSOR)
    return Person.objects.filter(pk__in=held.values("person"), is_active=True)

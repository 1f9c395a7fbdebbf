"""Tell those who lead the assessors of a micro-credential."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.messaging.actions.write_letter import write_letter
from lapel.journey.messaging.queries import letters
from lapel.journey.messaging.queries.addressees import who_hold
from lapel.journey.people.models import Role
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.catalogue.models import MicroCredential
    from lapel.journey.people.models import Person


def tell_leads(*, microcredential: MicroCredential, why: str, except_for: UUID) -> None:
    """Write to each lead but one, once a day at most for one reason."""
    for person in leads_of(microcredential).exclude(pk=except_for):
        write_letter(
            key=f"lead:{why}:{now():%Y-%m-%d}:{person.pk}",
            kind=f"lead {why}",
            words=lambda: letters.lead_letter(microcredential, why),
            person=person,
        )


def leads_of(microcredential: MicroCredential) -> QuerySet[Person]:
    """Give the lead assessors of the organisation that owns a micro-credential, or above it."""
    return who_hold(Role.LEAD_ASSESSOR, microcredential.organisation)

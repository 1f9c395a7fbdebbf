"""Put a plan away for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.plan.actions.making import AGGREGATE, held_plan
from lapel.journey.plan.models import Known, Plan
from lapel.journey.record.actions import note

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def drop_plan(*, person: Person) -> None:
    """Delete a person's own plan with all it was before; what she holds stays known."""
    with transaction.atomic():
        plan = held_plan(person)
        note(aggregate=AGGREGATE, aggregate_id=plan.pk, action="dropped", actor=person.pk)
        plan.delete()


def forget_plan(*, person_id: UUID) -> None:
    """Erase the plan of somebody who left; a job calls it."""
    Plan.objects.filter(person=person_id).delete()
    Known.objects.filter(person=person_id).delete()

"""What she meant to try, and what she wrote of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.learning.models import Trial

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.people.models import Person


def trials_of(person: Person) -> QuerySet[Trial]:
    """Give what she meant to try, the latest first."""
    hers = Trial.objects.filter(enrolment__person=person)
    hers = hers.select_related("enrolment__version__microcredential")
    return hers.order_by("-at", "pk")


def open_trials(person: Person, today: date) -> list[Trial]:
    """Give what she meant to try on a day before and has not written of, the latest alone.

    Older ones wait among her notes; nobody asks for them again.
    """
    return list(trials_of(person).filter(day__lt=today, replied_at__isnull=True)[:1])


def own_trial(person: Person, trial_id: UUID) -> Trial | None:
    """Find one of hers."""
    return trials_of(person).filter(pk=trial_id).first()

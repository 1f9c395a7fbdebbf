"""Who read how an attempt was scored, and so scores no later one (R5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.review.models import NormingReading

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.people.models import Person


def discussed(drafts: Iterable[UUID]) -> set[tuple[UUID, UUID]]:
    """Give, for these drafts, who read how one of their attempts was scored: (draft, person)."""
    found = NormingReading.objects.filter(case__submission__draft__in=set(drafts))
    return set(found.values_list("case__submission__draft", "person"))


def drafts_discussed_by(person: Person) -> QuerySet[NormingReading, object]:
    """Give the drafts of which a person read how an attempt was scored."""
    return NormingReading.objects.filter(person=person).values("case__submission__draft")

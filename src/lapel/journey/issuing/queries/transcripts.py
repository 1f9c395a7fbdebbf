"""What a transcript of a person's badges holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.issuing.models import Award, Issuer
from lapel.journey.issuing.queries.awards import in_force

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lapel.journey.people.models import Person


def awards_for_transcript(person: Person, issuer: Issuer) -> QuerySet[Award]:
    """Give a person's awards of an issuer that are in force and stand in the log, oldest first."""
    found = _in_force(person).filter(achievement__issuer=issuer)
    found = found.select_related("achievement").prefetch_related("rests_on")
    return found.order_by("awarded_at", "pk")


def issuers_for_transcripts(person: Person) -> QuerySet[Issuer]:
    """Give the issuers of a person's awards in force."""
    found = Issuer.objects.filter(pk__in=_in_force(person).values("achievement__issuer"))
    return found.order_by("name", "pk")


def _in_force(person: Person) -> QuerySet[Award]:
    return Award.objects.filter(in_force(), person=person, included_at__isnull=False)

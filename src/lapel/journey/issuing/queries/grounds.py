"""Awards that stand although what they were given for no longer does; an officer decides (R19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from lapel.domain.rubrics.levels import Outcome
from lapel.journey.integrity.models import Finding, Inquiry
from lapel.journey.issuing.models import Award
from lapel.journey.people.models import Role
from lapel.journey.people.queries import organisations_where
from lapel.journey.qualification.models import Qualification

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from lapel.journey.people.models import Person

# A second look lowered the decision (R17), a lead withdrew the qualification (R16), or people who
# looked into the work refer the award to the officer.
LOWERED = Q(decision__superseded_by__outcome__in=[Outcome.ALMOST, Outcome.NOT_YET])
WITHDRAWN = Q(qualification__ending=Qualification.Ending.WITHDRAWN)


def awards_without_ground(person: Person | AnonymousUser) -> QuerySet[Award]:
    """Give the awards in force that an officer has to look at, the oldest first."""
    places = organisations_where(person, Role.ISSUER_OFFICER)
    referred = Inquiry.objects.filter(finding=Finding.REFERRED).values("submission")
    found = Award.objects.filter(
        LOWERED | WITHDRAWN | Q(decision__case__submission__in=referred),
        state=Award.State.ISSUED,
        achievement__issuer__organisation__in=places,
    )
    found = found.select_related("achievement", "person", "qualification")
    return found.defer("document", "public_document").order_by("issued_at", "pk")

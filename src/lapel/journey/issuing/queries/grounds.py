"""Awards that stand although what they were given for no longer does; an officer decides (R19)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from lapel.domain.rubrics.levels import Outcome
from lapel.journey.integrity.models import Finding, Inquiry
from lapel.journey.issuing.models import Award, LeftStanding
from lapel.journey.people.models import Role
from lapel.journey.people.queries import organisations_where
from lapel.journey.qualification.models import Qualification

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from lapel.journey.people.models import Person

BELOW = (Outcome.ALMOST, Outcome.NOT_YET)


@dataclass(frozen=True)
class Ground:
    """Why an award asks for a decision, and what an officer decided on it.

    `kind`: the work was `lowered` by a second look (R17), the qualification `withdrawn` (R16), or
    people who looked into the work `referred` it, with their reason. `left` is an officer's
    decision to leave the award as it is, once she has made one.
    """

    kind: str
    at: datetime
    reason: str = ""
    left: LeftStanding | None = None


def awards_without_ground(person: Person | AnonymousUser) -> QuerySet[Award]:
    """Give the awards in force that an officer has to look at, the oldest first.

    One that she has left as it is comes back only for what came up later.
    """
    places = organisations_where(person, Role.ISSUER_OFFICER)
    referred = Inquiry.objects.filter(
        ~_left(OuterRef(OuterRef("pk")), OuterRef("closed_at")),
        finding=Finding.REFERRED,
        submission=OuterRef("decision__case__submission"),
    )
    lowered = Q(decision__superseded_by__outcome__in=BELOW)
    withdrawn = Q(qualification__ending=Qualification.Ending.WITHDRAWN)
    found = Award.objects.filter(
        lowered & ~_left(OuterRef("pk"), OuterRef("decision__superseded_by__decided_at"))
        | withdrawn & ~_left(OuterRef("pk"), OuterRef("qualification__ended_at"))
        | Exists(referred),
        state=Award.State.ISSUED,
        achievement__issuer__organisation__in=places,
    )
    found = found.select_related("achievement", "person", "qualification")
    return found.defer("document", "public_document").order_by("issued_at", "pk")


def _left(award: OuterRef, since: OuterRef) -> Exists:
    return Exists(LeftStanding.objects.filter(award=award, at__gte=since))


def grounds_of(award: Award) -> list[Ground]:
    """Give why an award in force asks for a decision, the oldest first, and what was decided."""
    if award.state != Award.State.ISSUED:
        return []
    left = list(award.left_standing.select_related("by").order_by("at"))
    return [
        Ground(kind, at, reason, next((each for each in left if each.at >= at), None))
        for at, kind, reason in sorted(_found(award))
    ]


def _found(award: Award) -> Iterator[tuple[datetime, str, str]]:
    held = award.qualification
    if held and held.ending == Qualification.Ending.WITHDRAWN and held.ended_at:
        yield held.ended_at, "withdrawn", ""
    if award.decision is None:
        return
    after = getattr(award.decision, "superseded_by", None)
    if after and after.outcome in BELOW:
        yield after.decided_at, "lowered", ""
    referred = Inquiry.objects.filter(
        submission=award.decision.case.submission_id, finding=Finding.REFERRED
    )
    for closed_at, reason in referred.values_list("closed_at", "reason"):
        assert closed_at is not None  # it was closed with this finding
        yield closed_at, "referred", reason

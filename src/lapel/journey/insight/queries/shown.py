"""Awards whose holders chose to show them, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from lapel.journey.issuing.models import Award
from lapel.journey.people.queries import organisations_under

if TYPE_CHECKING:
    from datetime import date

    from lapel.journey.people.models import Organisation


@dataclass(frozen=True)
class ShownAward:
    """An award, its holder and her school, as she shares it."""

    name: str
    title: str
    place: str
    awarded_on: date


def shown_awards(scope: Organisation) -> list[ShownAward]:
    """List valid awards shared with this very organisation, or with everybody by name."""
    consented = Q(
        district_consents__organisation=scope, district_consents__withdrawn_at__isnull=True
    )
    public = Q(
        share__is_public=True,
        share__shows_name=True,
        organisation__in=organisations_under(scope),
    )
    awards = Award.objects.filter(consented | public, state=Award.State.ISSUED).distinct()
    awards = awards.select_related("person", "achievement", "organisation")
    return [
        ShownAward(
            name=award.person.shown_name,
            title=award.achievement.title,
            place=str(award.organisation or ""),
            awarded_on=award.awarded_on,
        )
        for award in awards.defer("document", "public_document").order_by("-awarded_at", "pk")
    ]

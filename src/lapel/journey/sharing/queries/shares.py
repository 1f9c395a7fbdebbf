"""What a holder chose to show, and to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from lapel.journey.people.models import Organisation
from lapel.journey.people.queries import organisations_above
from lapel.journey.record.queries import now
from lapel.journey.sharing.models import DistrictConsent, Share

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lapel.journey.issuing.models import Award


def share_of(award: Award) -> Share:
    """Give a holder's choice for an award; private where she has made none."""
    return Share.objects.filter(award=award).first() or Share(award=award, changed_at=now())


def district_of(award: Award) -> Organisation | None:
    """Find the district of the school where the holder taught when she earned it."""
    if award.organisation is None:
        return None
    line = organisations_above(award.organisation)
    return next((each for each in line if each.kind == Organisation.Kind.DISTRICT), None)


def district_consent(award: Award) -> DistrictConsent | None:
    """Give the consent that stands for an award, if any."""
    standing = DistrictConsent.objects.filter(award=award, withdrawn_at__isnull=True)
    return standing.select_related("organisation").first()


def with_district_leave(awards: QuerySet[Award]) -> QuerySet[Award]:
    """Say of each award, as `district_sees`, whether a district may see it by its holder's name."""
    standing = DistrictConsent.objects.filter(award=OuterRef("pk"), withdrawn_at__isnull=True)
    return awards.annotate(district_sees=Exists(standing))

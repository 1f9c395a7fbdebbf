"""Share an award with the holder's district, and take that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now
from lapel.journey.sharing.actions.own import own_award
from lapel.journey.sharing.actions.refusal import Refusal
from lapel.journey.sharing.events import AwardSharedWithDistrict, DistrictConsentWithdrawn
from lapel.journey.sharing.models import DistrictConsent
from lapel.journey.sharing.queries import district_consent, district_of
from lapel.turns import take_turns

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.issuing.models import Award
    from lapel.journey.people.models import Person


def share_with_district(*, person: Person, award_id: UUID) -> DistrictConsent:
    """Let the holder's district see this award by her name, from now until she withdraws it.

    Asked twice, also at once, it gives the leave that stands.
    """
    with transaction.atomic():
        award = _held(person, award_id)
        standing = district_consent(award)
        if standing is not None:
            return standing
        district = district_of(award)
        if district is None:
            raise Refusal(_("You belonged to no district when you earned this."))
        consent = DistrictConsent.objects.create(award=award, organisation=district, given_at=now())
        _note(consent, person, "shared with the district")
        announce(AwardSharedWithDistrict(award_id=award.pk, organisation_id=district.pk))
    return consent


def withdraw_from_district(*, person: Person, award_id: UUID) -> None:
    """Take the leave back; from now on the district does not see this award by name."""
    with transaction.atomic():
        award = _held(person, award_id)
        consent = district_consent(award)
        if consent is None:
            return
        consent.withdrawn_at = now()
        consent.save(update_fields=["withdrawn_at"])
        _note(consent, person, "withdrawn from the district")
        announce(
            DistrictConsentWithdrawn(award_id=award.pk, organisation_id=consent.organisation_id)
        )


def _held(person: Person, award_id: UUID) -> Award:
    """Give her award, whose leave nobody else gives or takes until the transaction ends."""
    award = own_award(person=person, award_id=award_id)
    take_turns(f"sharing.district:{award.pk}")
    return award


def _note(consent: DistrictConsent, person: Person, action: str) -> None:
    note(
        aggregate="share",
        aggregate_id=consent.award_id,
        action=action,
        actor=person.pk,
        facts={"organisation": str(consent.organisation_id)},
    )

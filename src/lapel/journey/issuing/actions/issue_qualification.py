"""Issue the credential of an assessor who passed her try (R16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.issuing.actions.issue_award import give_key_and_place, sign_award
from lapel.journey.issuing.actions.make_achievement import make_achievement
from lapel.journey.issuing.actions.prepare_issuer import prepare_issuer
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import Assessing
from lapel.journey.qualification.models import Qualification
from lapel.turns import take_turns

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.issuing.models import Issuer


def issue_qualification(*, qualification_id: UUID) -> Award | None:
    """Issue the award of a qualification, until the day it holds; run twice there is still one.

    For the job on `qualification.Qualified`, which runs for nobody. A founding assessor was named
    and passed nothing: she gets none; nor is one issued that was withdrawn before.
    """
    found = Qualification.objects.select_related(
        "person", "version__microcredential__organisation"
    ).get(pk=qualification_id)
    if found.founding or found.ending == Qualification.Ending.WITHDRAWN:
        return None
    issuer = prepare_issuer(organisation=found.version.microcredential.organisation)
    return sign_award(_row(found, issuer))


def _row(found: Qualification, issuer: Issuer) -> Award:
    with transaction.atomic():
        take_turns(f"issuing.qualification:{found.pk}")
        there = Award.objects.filter(qualification=found).first()
        if there is not None:
            return there
        award = Award.objects.create(
            person=found.person,
            achievement=make_achievement(issuer=issuer, subject=Assessing(found.version)),
            qualification=found,
            awarded_at=found.qualified_at,
            valid_until=found.until,
        )
        give_key_and_place(award=award, issuer=issuer)
    return award

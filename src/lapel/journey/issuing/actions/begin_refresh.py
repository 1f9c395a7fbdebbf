"""Begin what a newer version asks for, beside an award of an older one (R20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.evidence.actions import Ground
from lapel.journey.evidence.actions import begin_refresh as open_draft
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.policies import is_holder
from lapel.journey.issuing.queries import newer_than
from lapel.journey.learning.actions import enrol_beside
from lapel.journey.people.models import Role
from lapel.journey.people.queries import has_role, schools_of

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.evidence.models import Draft
    from lapel.journey.issuing.queries import Newer
    from lapel.journey.people.models import Organisation, Person


def begin_refresh(*, person: Person, award_id: UUID) -> Draft:
    """Enrol a holder in the current version, with a draft for what it changed; or give hers.

    `Refusal` where the award does not stand, where nothing required changed, or where there is
    no newer version.
    """
    with transaction.atomic():
        award = Award.objects.select_for_update(of=("self",)).get(pk=award_id)
        if not is_holder(person, award):
            raise PermissionDenied
        newer = newer_than(award)
        if newer is not None and newer.refresh is not None:
            return newer.refresh.draft
        if newer is None or not newer.is_open:
            raise Refusal(_why_not(newer))
        return _begin(person, newer)


def _why_not(newer: Newer | None) -> str:
    if newer is None:
        return _("There is no newer version that you could refresh this award to.")
    if not newer.stands:
        return _("This award does not count now, so nothing can be carried from it.")
    return _("No required criterion changed: your award stands as it is.")


def _begin(person: Person, newer: Newer) -> Draft:
    assert newer.award.decision is not None
    enrolment = enrol_beside(
        person=person, version=newer.version, organisation=_place_of(person, newer.award)
    )
    ground = Ground(
        award=newer.award.pk,
        attempt=newer.award.decision.case.submission,
        asked=newer.plan.asked,
        carried=newer.plan.carried,
    )
    try:
        return open_draft(person=person, enrolment=enrolment, ground=ground)
    except ValidationError as error:
        raise Refusal(error.messages[0]) from error


def _place_of(person: Person, award: Award) -> Organisation | None:
    """Give where she teaches: where she earned it while she is there, else her school now."""
    if award.organisation and has_role(person, list(Role), award.organisation):
        return award.organisation
    return next(iter(schools_of(person)), None)

"""Keep where she sees herself, before she reads what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.diagnosis import policies, queries
from lapel.journey.diagnosis.actions.refusal import Refusal
from lapel.journey.diagnosis.models import Diagnosis, SelfRating
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from lapel.journey.people.models import Person


def rate_oneself(
    *, person: Person, diagnosis_id: UUID, places: Mapping[str, int | None]
) -> Diagnosis:
    """Keep her own place in each competency; None takes one back. It enters no computation.

    Refused once it is over: a judgement made beside the result would be no other view of it.
    """
    with transaction.atomic():
        diagnosis = Diagnosis.objects.select_for_update(of=("self",)).filter(pk=diagnosis_id)
        found = diagnosis.first()
        if found is None or not policies.may_open(person, found):
            raise PermissionDenied
        if found.finished_at is not None:
            raise Refusal(_("Your own view was asked for before the result; it stays as it was."))
        for code, place in places.items():
            if code not in queries.bank_of(found.parameters_id).competencies:
                raise Refusal(_("There is no such competency here."))
            if place is not None and place not in SelfRating.Place.values:
                raise Refusal(_("There is no such place."))
        found.ratings.filter(competency__in=places).delete()
        SelfRating.objects.bulk_create(
            SelfRating(diagnosis=found, competency_id=code, place=place, at=now())
            for code, place in places.items()
            if place is not None
        )
    return found

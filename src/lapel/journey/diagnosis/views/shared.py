"""What the views of one's own diagnosis share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from lapel.journey.diagnosis import queries
from lapel.journey.people.models import Person

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from lapel.journey.diagnosis.models import Diagnosis


def person_of(request: HttpRequest) -> Person:
    """Give the signed-in person; the views' decorators see to it that there is one."""
    assert isinstance(request.user, Person)
    return request.user


def own(request: HttpRequest, diagnosis_id: UUID) -> Diagnosis:
    """Find her diagnosis; another's is not there, as far as she may know."""
    found = queries.own_diagnosis(person_of(request), diagnosis_id)
    if found is None:
        raise Http404
    return found


def own_result(request: HttpRequest, diagnosis_id: UUID) -> Diagnosis:
    """Find one of hers that is over and has a result."""
    found = own(request, diagnosis_id)
    if found.finished_at is None or not found.revision:
        raise Http404
    return found

"""Discuss one of the first cases of a rubric: read how it was scored, write what was agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.record.queries import now
from lapel.journey.review.actions.moves import held, tell
from lapel.journey.review.actions.refusal import Refusal
from lapel.journey.review.models import Norming, NormingReading
from lapel.journey.review.policies import may_lead
from lapel.journey.review.queries.norming import is_at_work_on, pilots

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Case

MOST_LETTERS = 5000


def read_norming(*, person: Person, case_id: UUID) -> None:
    """Open to a person how a case was scored, for good: no later attempt of it comes to her (R5).

    For those who scored it and for leads, once it is decided; `Refusal` while she is scoring
    another attempt of the same work.
    """
    with transaction.atomic():
        case = _open_to(person, case_id)
        if is_at_work_on(person, case):
            raise Refusal(_("Finish or hand back what you are scoring now, then read this."))
        _row, made = NormingReading.objects.get_or_create(
            case=case, person=person, defaults={"at": now()}
        )
        if made:
            tell(case, action="norming read", actor=person)


def write_norming(*, person: Person, case_id: UUID, agreed: str, is_candidate: bool) -> Norming:
    """Write what was agreed over a case, and whether it may serve as an anchor; a lead does."""
    if len(agreed) > MOST_LETTERS:
        raise Refusal(_("This is longer than 5,000 letters; please be brief."))
    with transaction.atomic():
        case = _open_to(person, case_id)
        if not may_lead(person, case.microcredential.organisation):
            raise PermissionDenied
        if not case.norming_readings.filter(person=person).exists():
            raise Refusal(_("Read first how it was scored."))
        norming, _made = Norming.objects.update_or_create(
            case=case,
            defaults={
                "agreed": agreed.replace("\r\n", "\n").strip(),
                "is_candidate": is_candidate,
                "written_by": person,
                "written_at": now(),
            },
        )
        tell(case, action="norming written", actor=person, facts={"candidate": is_candidate})
    return norming


def _open_to(person: Person, case_id: UUID) -> Case:
    if not pilots(person).filter(pk=case_id).exists():
        raise PermissionDenied
    return held(case_id)

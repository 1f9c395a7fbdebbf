"""Look again at what a paused assessor decided alone of late (R17)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from lapel.domain.rubrics.lifecycle import State
from lapel.domain.rubrics.routing import Why
from lapel.journey.qualification.models import Pause
from lapel.journey.review.actions.refusal import Refusal
from lapel.journey.review.actions.score_again import score_again
from lapel.journey.review.actions.score_twice import score_twice
from lapel.journey.review.models import Assessment, Case, Seat

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

# A drift is found within some thirty scorings, which take an assessor about two months.
RECENT = timedelta(days=60)
WHY = "A lead assessor confirmed that the scores of who decided it alone had moved."


def look_behind(*, pause_id: UUID) -> list[Case]:
    """Have her recent decisions that nobody else scored scored again; give those cases.

    The micro-credentials they are about, and all that she scores of them later, are scored twice
    from now on, until a lead ends it (R10).
    """
    pause = Pause.objects.select_related("person").get(pk=pause_id)
    with transaction.atomic():
        cases = list(_decided_alone(pause))
        for microcredential in {each.microcredential_id for each in cases}:
            for assessor in (None, pause.person):
                score_twice(microcredential_id=microcredential, why=Why.DRIFT, assessor=assessor)
    return [each for each in cases if _is_looked_at(each)]


def _decided_alone(pause: Pause) -> QuerySet[Case]:
    hers = Assessment.objects.filter(
        assessor=pause.person, seat=Seat.FIRST, locked_at__gt=pause.at - RECENT, ended_at=None
    )
    others = Assessment.objects.filter(seat=Seat.SECOND, locked_at__isnull=False, ended_at=None)
    found = Case.objects.filter(
        microcredential__organisation=pause.organisation_id,
        state=State.DECIDED,
        pk__in=hers.values("case"),
    )
    return found.exclude(pk__in=others.values("case")).order_by("opened_at", "pk")


def _is_looked_at(case: Case) -> bool:
    """Ask for a second look; false where a later attempt has taken the place of this one."""
    try:
        score_again(case_id=case.pk, why=WHY)
    except Refusal:
        return False
    return True

"""Open a case for a submission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.domain.rubrics.lifecycle import State
from lapel.journey.evidence.models import Submission
from lapel.journey.people.queries import business_deadline
from lapel.journey.record.queries import now
from lapel.journey.review.actions.moves import offer, tell, wind_clocks
from lapel.journey.review.actions.route_case import plan_route
from lapel.journey.review.actions.take_from_team import decide_if_all_is_known, take_from_team
from lapel.journey.review.models import Case
from lapel.journey.review.queries.decisions import to_be_scored
from lapel.journey.review.queries.desk_clock import BREACH_DAYS, TARGET_DAYS
from lapel.journey.review.queries.languages import language_of

if TYPE_CHECKING:
    from uuid import UUID


def open_case(*, submission_id: UUID) -> Case | None:
    """Put a queued submission before assessors; a second call gives the same case.

    None where it was withdrawn meanwhile. Its clock runs from the submission (R15); only the
    criteria that are still open are scored (R12), without those that were scored for a teammate
    (R24); where none is left it is decided at once.
    """
    with transaction.atomic():
        submission = (
            Submission.objects.select_for_update(of=("self",))
            .select_related("draft__enrolment__version", "organisation")
            .get(pk=submission_id)
        )
        known = Case.objects.filter(submission=submission).first()
        if known or submission.state != Submission.State.QUEUED:
            return known
        case = _new_case(submission)
        draw = plan_route(case)
        facts = {"from": "", "to": State.QUEUED, "draw_commitment": draw}
        tell(case, action="state changed", actor=None, facts=facts)
        wind_clocks(case)
        take_from_team(case)
        if to_be_scored(case):
            offer(case)
        else:
            decide_if_all_is_known(case)
        return case


def _new_case(submission: Submission) -> Case:
    version = submission.draft.enrolment.version
    start, place = submission.submitted_at, submission.organisation
    return Case.objects.create(
        submission=submission,
        microcredential_id=version.microcredential_id,
        version=version,
        organisation=place,
        language=language_of(submission),
        state=State.QUEUED,
        open_criteria=submission.open_criteria,
        opened_at=now(),
        target_at=business_deadline(place, start, TARGET_DAYS),
        breach_at=business_deadline(place, start, BREACH_DAYS),
    )

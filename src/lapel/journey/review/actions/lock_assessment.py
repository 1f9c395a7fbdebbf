"""Lock an assessment, for good."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.rubrics.levels import Reason
from lapel.domain.rubrics.lifecycle import State
from lapel.failpoint import failpoint
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now, sha256_of
from lapel.journey.review.actions.decide_appeal import decide_appeal
from lapel.journey.review.actions.moves import tell
from lapel.journey.review.actions.own import own_seat
from lapel.journey.review.actions.refusal import Refusal
from lapel.journey.review.actions.resolve_case import hold, resolve_case
from lapel.journey.review.events import AnchorLocked
from lapel.journey.review.models import Seat
from lapel.journey.review.queries.completeness import gaps_of

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Assessment


def lock_assessment(*, person: Person, assessment_id: UUID) -> Assessment:
    """Lock what an assessor scored; nothing of it changes afterwards.

    `Refusal` while something is missing (R11). The second lock resolves the case at once; an
    adjudicator's lock opens both rationales to her, and she concludes afterwards (R9). A worry
    about a student's privacy holds the case at once.
    """
    with transaction.atomic():
        assessment = own_seat(person=person, assessment_id=assessment_id)
        if gaps_of(assessment):
            raise Refusal(_("Something is still missing; see the list."))
        assessment.locked_at = now()
        assessment.save(update_fields=["locked_at"])
        # Few scores are possible: beside an unsalted hash each could be tried (R5, R21).
        salt = secrets.token_hex(16)
        hashed = sha256_of({"salt": salt, "scores": scores_of(assessment)})
        facts = {"seat": assessment.seat, "scores_hash": hashed}
        tell(assessment.case, action="assessment locked", actor=person, facts=facts, words=salt)
        failpoint("review.lock-uncommitted")
        _go_on(assessment)
        failpoint("review.resolved-uncommitted")
    failpoint("review.locked")
    return assessment


def _go_on(assessment: Assessment) -> None:
    case = assessment.case
    if case.is_anchor:
        announce(AnchorLocked(assessment_id=assessment.pk))
    elif not case.look_state and assessment.scores.filter(reason=Reason.PRIVACY).exists():
        hold(case, state=State.HOLD_PRIVACY)
    elif assessment.seat == Seat.APPEAL:
        decide_appeal(case)
    elif assessment.seat != Seat.ADJUDICATOR:
        resolve_case(case)


def scores_of(assessment: Assessment) -> list[dict[str, Any]]:
    """Give an assessment's scores as plain JSON, in the order of their criteria's keys."""
    names = ("criterion", "level", "reason", "comment", "next_step", "anchors")
    return list(assessment.scores.order_by("criterion").values(*names))

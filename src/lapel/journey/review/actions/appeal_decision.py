"""Appeal a decision, and take the appeal back (R14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.rubrics.lifecycle import State
from lapel.journey.evidence.actions import close_submission, take_up_again
from lapel.journey.evidence.models import Submission
from lapel.journey.people.queries import business_deadline
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.journey.review.actions.moves import end_open_seats, held, move, offer, wind_clocks
from lapel.journey.review.actions.refusal import Refusal
from lapel.journey.review.actions.score_again import give_up_look
from lapel.journey.review.events import AppealOpened
from lapel.journey.review.models import Appeal, Assessment, Case
from lapel.journey.review.policies import may_track
from lapel.journey.review.queries.appeals import appealable
from lapel.journey.review.queries.desk_clock import BREACH_DAYS, TARGET_DAYS

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from lapel.journey.people.models import Person

MOST_LETTERS = 5000


def appeal_decision(
    *, person: Person, submission_id: UUID, criteria: Collection[str], words: str
) -> Appeal:
    """Have a third, unconnected assessor score contested criteria, blind; once for a decision.

    `Refusal` after thirty days, for a criterion that was met, without a criterion or words, or
    where a later attempt was made. The attempt is in flight again until it is decided.
    """
    with transaction.atomic():
        case = _own(person, submission_id)
        contested = _checked(case, criteria, words)
        assert case.decision is not None
        appeal = Appeal.objects.create(
            case=case,
            decision=case.decision,
            criteria=contested,
            words=words.replace("\r\n", "\n").strip(),
            opened_at=now(),
        )
        take_up_again(submission_id=submission_id)
        _wind_clock(case)
        give_up_look(case)
        move(case, to=State.APPEAL, actor=person, facts={"contested": contested})
        announce(AppealOpened(appeal_id=appeal.pk, case_id=case.pk, submission_id=submission_id))
        offer(case)
    return appeal


def _own(person: Person, submission_id: UUID) -> Case:
    known = Case.objects.filter(submission=submission_id).select_related("submission").first()
    if known is None or not may_track(person, known.submission):
        raise PermissionDenied
    return held(known.pk)


def _checked(case: Case, criteria: Collection[str], words: str) -> list[str]:
    """Give the contested criteria in the rubric's order."""
    allowed = appealable(case)
    if not allowed:
        raise Refusal(_("This decision can no longer be appealed."))
    if not criteria or not set(criteria) <= set(allowed):
        raise Refusal(_("Choose the criteria you see differently."))
    if not words.strip():
        raise Refusal(_("Say in a few words what the assessors did not see."))
    if len(words) > MOST_LETTERS:
        raise Refusal(_("This is longer than 5,000 letters; please be brief."))
    return [key for key in allowed if key in criteria]


def _wind_clock(case: Case) -> None:
    """Let the clock run anew, as for a case (R15)."""
    case.target_at = business_deadline(case.organisation, now(), TARGET_DAYS)
    case.breach_at = business_deadline(case.organisation, now(), BREACH_DAYS)
    case.breached_at = None
    case.save(update_fields=["target_at", "breach_at", "breached_at"])
    wind_clocks(case)


def take_back_appeal(*, person: Person, submission_id: UUID) -> None:
    """End an appeal that is not decided yet; the decision stands as if it had not been made."""
    with transaction.atomic():
        case = _own(person, submission_id)
        if case.state != State.APPEAL:
            raise Refusal(_("There is no open appeal."))
        end_appeal(case, ending=Appeal.Ending.TAKEN_BACK)
        end_open_seats(case, ending=Assessment.Ending.CLOSED)
        move(case, to=State.DECIDED, actor=person)
        assert case.decision is not None
        close_submission(
            submission_id=submission_id,
            outcome=Submission.Outcome(case.decision.outcome),
            open_criteria=case.submission.left_open,
        )


def end_appeal(case: Case, *, ending: Appeal.Ending) -> None:
    """Write down what became of an appeal."""
    Appeal.objects.filter(case=case).update(ended_at=now(), ending=ending)

"""A lead's decision on what could not be judged (R8)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.rubrics.lifecycle import HELD, State
from lapel.journey.evidence.models import Submission
from lapel.journey.review.actions.moves import held, move
from lapel.journey.review.actions.refusal import Refusal
from lapel.journey.review.actions.resolve_case import vacate
from lapel.journey.review.actions.send_back import send_back
from lapel.journey.review.actions.take_from_team import settle_with_team
from lapel.journey.review.models import Seat
from lapel.journey.review.policies import may_lead
from lapel.journey.review.queries import has_open_appeal, unjudged_scores
from lapel.journey.review.queries.decisions import locked

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Case


class Remedy(StrEnum):
    """What a lead may decide on a held case."""

    SEND_BACK = "send_back"
    ANOTHER_ASSESSOR = "another_assessor"


def settle_hold(*, person: Person, case_id: UUID, remedy: Remedy, words: str) -> None:
    """Decide on a held case: back to pre-check, or another assessor in the seat that could not.

    A lead of the micro-credential's organisation decides, never on her own work, and says why.
    """
    with transaction.atomic():
        case = held(case_id)
        organisation = case.microcredential.organisation
        if not may_lead(person, organisation) or case.submission.person_id == person.pk:
            raise PermissionDenied
        if State(case.state) not in HELD or case.submission.state != Submission.State.QUEUED:
            raise Refusal(_("This case no longer waits for a decision."))
        if remedy is Remedy.SEND_BACK and has_open_appeal(case):
            raise Refusal(_("This is an appeal: the work was decided, and cannot be sent back."))
        if not words.strip():
            raise Refusal(_("Say in a sentence why."))
        _settle(case, person, remedy, words.strip())


def _settle(case: Case, person: Person, remedy: Remedy, words: str) -> None:
    case.hold_until = None
    case.save(update_fields=["hold_until"])
    if remedy is Remedy.SEND_BACK:
        send_back(case, actor=person, words=words)
        return
    if has_open_appeal(case):
        move(case, to=State.APPEAL, actor=person, facts={"remedy": remedy}, words=words)
        vacate(case, about=tuple(case.appeal.criteria), actor=person)
        return
    about = tuple({score.criterion for score in unjudged_scores(case)})
    adjudicated = locked(case).filter(seat=Seat.ADJUDICATOR).exists()
    back = State.DISCREPANT if adjudicated else State.IN_REVIEW
    move(case, to=back, actor=person, facts={"remedy": remedy}, words=words)
    settle_with_team(case)
    if case.state == back:
        vacate(case, about=about, actor=person)

"""Score again what one assessor decided (R17); what comes of it is in resolve_look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.rubrics.lifecycle import Look, State
from lapel.journey.evidence.models import Submission
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.journey.review.actions.moves import end_open_seats, held, move_look, tell
from lapel.journey.review.actions.refusal import Refusal
from lapel.journey.review.events import SeatOffered
from lapel.journey.review.models import Assessment, Seat, SecondLook
from lapel.journey.review.policies import may_lead
from lapel.journey.review.queries.decisions import locked
from lapel.journey.review.queries.looks import open_look

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Case


def score_again(*, case_id: UUID, why: str, person: Person | None = None) -> SecondLook:
    """Put a decided case that one person scored before another, blind; an open look is given back.

    The decision and any award stand meanwhile. A lead of the organisation may ask, never for her
    own work; without a `person` it is the watch that does. `Refusal` where two have scored it,
    where it is not decided, or where a later attempt has taken its place.
    """
    if not why.strip():
        raise Refusal(_("Say in a sentence why."))
    with transaction.atomic():
        case = held(case_id)
        if person is not None and not _may_ask(person, case):
            raise PermissionDenied
        known = open_look(case)
        if known:
            return known
        _refuse(case)
        return _begin(case, why.strip(), person)


def _may_ask(person: Person, case: Case) -> bool:
    leads = may_lead(person, case.microcredential.organisation)
    return leads and case.submission.person_id != person.pk


def _refuse(case: Case) -> None:
    if case.state != State.DECIDED or case.decision is None:
        raise Refusal(_("Only a decided case is scored again."))
    if has_later_attempt(case):
        raise Refusal(_("A later attempt has taken its place; two assessors score that one."))
    if locked(case).filter(seat=Seat.SECOND).exists():
        raise Refusal(_("Two assessors have scored this one already."))


def has_later_attempt(case: Case) -> bool:
    """Tell whether the teacher has sent a later attempt, which is looked at instead."""
    later = Submission.objects.filter(
        draft=case.submission.draft_id, number__gt=case.submission.number
    )
    return later.exclude(state=Submission.State.WITHDRAWN).exists()


def _begin(case: Case, why: str, person: Person | None) -> SecondLook:
    assert case.decision is not None
    look = SecondLook.objects.create(
        case=case,
        decision=case.decision,
        state=Look.SCORING,
        why=why,
        asked_by=person,
        asked_at=now(),
    )
    case.look_state = Look.SCORING
    case.save(update_fields=["look_state"])
    tell(case, action="scored again", actor=person, facts={"look": str(look.pk)}, words=why)
    announce(
        SeatOffered(case_id=case.pk, microcredential_id=case.microcredential_id, work="scoring")
    )
    return look


def give_up_look(case: Case) -> None:
    """End a second look without a result, if one is open: the case is looked at otherwise now."""
    look = open_look(case)
    if look is not None:
        end_open_seats(case, ending=Assessment.Ending.CLOSED)
        move_look(case, look=look, to=Look.GIVEN_UP)

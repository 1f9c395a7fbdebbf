"""Resolve a case whose assessors are done (R6 to R9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.domain.rubrics.lifecycle import State
from lapel.domain.rubrics.resolution import Resolution, Step
from lapel.journey.people.queries import business_deadline
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.journey.review.actions.decide_case import decide_case
from lapel.journey.review.actions.hold_for_viva import hold_for_viva
from lapel.journey.review.actions.moves import end_open_seats, end_seat, move, offer
from lapel.journey.review.actions.resolve_look import resolve_look
from lapel.journey.review.actions.route_case import go_on_from_first
from lapel.journey.review.actions.send_back import send_back
from lapel.journey.review.events import CaseHeld
from lapel.journey.review.models import Assessment, Seat
from lapel.journey.review.queries import resolution_of
from lapel.journey.review.queries.decisions import locked
from lapel.journey.review.queries.routing import is_scored_once

if TYPE_CHECKING:
    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Case

# R8: a lead decides within a day.
HOLD_DAYS = 1


def resolve_case(case: Case) -> None:
    """Do what the locked scores ask for; nothing until those that are wanted are locked.

    Call it inside the transaction of the act that may have completed the case.
    """
    if case.look_state:
        resolve_look(case)
        return
    if go_on_from_first(case):
        offer(case)
        return
    found = resolution_of(case)
    if found is None:
        return
    steps = {
        Step.DECIDE: _decide,
        Step.ADJUDICATE: _adjudicate,
        Step.ASK_LEAD: _ask_lead,
        Step.ANOTHER_ASSESSOR: _another_assessor,
        Step.SEND_BACK: _send_back,
    }
    steps[found.step](case, found)


def _decide(case: Case, found: Resolution) -> None:
    if case.state in (State.IN_REVIEW, State.DISCREPANT):
        move(case, to=State.SCORED_ONCE if is_scored_once(case) else State.AGREED)
    if not hold_for_viva(case, found=found):
        decide_case(case, found=found)


def _adjudicate(case: Case, _found: Resolution) -> None:
    move(case, to=State.DISCREPANT)
    offer(case)


def _ask_lead(case: Case, _found: Resolution) -> None:
    hold(case, state=State.HOLD_JUDGEMENT)


def _send_back(case: Case, _found: Resolution) -> None:
    send_back(case)


def _another_assessor(case: Case, found: Resolution) -> None:
    vacate(case, about=found.about)


def hold(case: Case, *, state: State) -> None:
    """Hold a case until a lead decides, within one business day; who is scoring is set free."""
    end_open_seats(case, ending=Assessment.Ending.PAUSED)
    case.hold_until = business_deadline(case.microcredential.organisation, now(), HOLD_DAYS)
    case.save(update_fields=["hold_until"])
    move(case, to=state)
    announce(CaseHeld(case_id=case.pk, why=state.removeprefix("hold_")))


def vacate(case: Case, *, about: tuple[str, ...], actor: Person | None = None) -> None:
    """Offer the seats of those who could not judge to others; the other scores stay locked.

    The own trouble of an adjudicator, or of who hears an appeal, frees her seat alone.
    """
    seats = list(locked(case))
    last = max(each.seat for each in seats)
    if last > Seat.SECOND:
        seats = [each for each in seats if each.seat == last]
    for assessment in seats:
        if assessment.scores.filter(criterion__in=about).exclude(reason="").exists():
            end_seat(case, assessment=assessment, ending=Assessment.Ending.REPLACED, actor=actor)
    offer(case)

"""Take a seat at a case (R4, R13)."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lapel.domain.rubrics.lifecycle import SCORING, State
from lapel.journey.evidence.models import Submission
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.journey.review.actions.moves import end_lapsed_seats, held, move, tell
from lapel.journey.review.actions.refusal import Refusal
from lapel.journey.review.events import LeaseEnds
from lapel.journey.review.models import Assessment, Seat
from lapel.journey.review.policies import may_assess, may_lead
from lapel.journey.review.queries import free_adjudications, free_seats, open_assessment
from lapel.journey.review.queries.desk import FOR_GOOD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Case

    Offer = tuple[Case, Seat]

LEASE = timedelta(hours=8)
TAKEABLE = {
    Seat.FIRST: SCORING,
    Seat.SECOND: SCORING,
    Seat.ADJUDICATOR: frozenset({State.DISCREPANT}),
}


def take_next(*, person: Person) -> Assessment | None:
    """Give a person the seat with the oldest clock that is hers to take, under a lease.

    What she holds already comes first; None where nothing waits for her.
    """
    if not may_assess(person):
        raise PermissionDenied
    return open_assessment(person) or _take_first(person, lambda: free_seats(person))


def take_adjudication(*, person: Person) -> Assessment | None:
    """Give a lead assessor the oldest case in dispute that she may settle (R9)."""
    if not may_lead(person):
        raise PermissionDenied
    return open_assessment(person) or _take_first(person, lambda: _disputes(person))


def take_kept(*, person: Person, assessment_id: UUID) -> Assessment:
    """Give a person the seat back that she left unfinished, if one is still free for her."""
    kept = Assessment.objects.filter(pk=assessment_id, assessor=person).first()
    if kept is None or not may_assess(person):
        raise PermissionDenied
    if open_assessment(person):
        raise Refusal(_("Finish or hand back what you are scoring now, then take this one."))
    taken = _take_first(person, lambda: _seats_at(kept.case_id, person))
    if taken is None:
        raise Refusal(_("Someone else took this one meanwhile. Your scores were not used."))
    return taken


def _disputes(person: Person) -> Iterator[Offer]:
    return ((case, Seat.ADJUDICATOR) for case in free_adjudications(person))


def _seats_at(case_id: UUID, person: Person) -> Iterator[Offer]:
    offers = chain(free_seats(person), _disputes(person))
    return (offer for offer in offers if offer[0].pk == case_id)


def _take_first(person: Person, offers: Callable[[], Iterator[Offer]]) -> Assessment | None:
    """Take the first seat still free. Where others were faster, what is left is offered again."""
    tried: list[Offer] = []
    while True:
        offered: list[Offer] = []
        for case, seat in offers():
            taken = _take(person, case.pk, seat)
            if taken is not None:
                return taken
            offered.append((case, seat))
        if offered == tried:
            return None
        tried = offered


def _take(person: Person, case_id: UUID, seat: Seat) -> Assessment | None:
    """Take one seat, or None where another was faster: the table's constraints decide."""
    try:
        with transaction.atomic():
            end_lapsed_seats(person=person)
            case = held(case_id)
            end_lapsed_seats(case=case)
            case.refresh_from_db(fields=["state"])
            mine = open_assessment(person)
            if mine or not _is_open(case, seat) or _is_done_with(person, case):
                return mine
            return _sit_down(person, case, seat)
    except IntegrityError:
        return open_assessment(person)


def _is_done_with(person: Person, case: Case) -> bool:
    """Tell whether a person locked this case or left it for good, in another tab just now."""
    done = Q(locked_at__isnull=False) | Q(ending__in=FOR_GOOD)
    return case.assessments.filter(done, assessor=person).exists()


def _is_open(case: Case, seat: Seat) -> bool:
    waits = case.submission.state == Submission.State.QUEUED
    free = not case.assessments.filter(seat=seat, ended_at__isnull=True).exists()
    return waits and free and case.state in TAKEABLE[seat]


def _sit_down(person: Person, case: Case, seat: Seat) -> Assessment:
    until = now() + LEASE
    fields = {
        "seat": seat,
        "taken_at": now(),
        "lease_until": until,
        "ended_at": None,
        "ending": "",
    }
    taken, _made = Assessment.objects.update_or_create(case=case, assessor=person, defaults=fields)
    tell(case, action="seat taken", actor=person, facts={"seat": int(seat)})
    if case.state == State.QUEUED:
        move(case, to=State.IN_REVIEW, actor=person)
    if seat is Seat.ADJUDICATOR:
        move(case, to=State.ADJUDICATION, actor=person)
    announce(LeaseEnds(assessment_id=taken.pk), due_at=until)
    return taken

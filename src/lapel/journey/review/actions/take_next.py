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
from lapel.journey.integrity.actions import stand_apart
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.journey.review.actions.hide_anchor import hide
from lapel.journey.review.actions.moves import (
    end_lapsed_seats,
    held,
    move,
    move_to_adjudication,
    tell,
)
from lapel.journey.review.actions.refusal import Refusal
from lapel.journey.review.events import LeaseEnds
from lapel.journey.review.models import Assessment, Seat
from lapel.journey.review.policies import may_assess, may_lead
from lapel.journey.review.queries import (
    free_adjudications,
    free_seats,
    free_seats_at,
    open_assessment,
)
from lapel.journey.review.queries.anchors import next_anchor
from lapel.journey.review.queries.desk import FOR_GOOD, SCORED_BLIND
from lapel.journey.review.queries.routing import seats_wanted

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
    Seat.APPEAL: frozenset({State.APPEAL}),
}


def take_next(*, person: Person) -> Assessment | None:
    """Give a person the seat with the oldest clock that is hers to take, under a lease.

    What she holds already comes first; None where nothing waits for her.
    """
    if not may_assess(person):
        raise PermissionDenied
    return (
        open_assessment(person)
        or _take_anchor(person)
        or _take_first(person, lambda: free_seats(person))
    )


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
        raise Refusal(_why_gone(kept))
    return taken


def _why_gone(kept: Assessment) -> str:
    """Say why a seat is not to be had again: work may be held or over, and nobody be in it."""
    seat = Assessment.objects.filter(case=kept.case_id, seat=kept.seat, ended_at__isnull=True)
    if seat.exclude(pk=kept.pk).exists():
        return _("Someone else took this one meanwhile. Your scores were not used.")
    return _("This one is not to be scored now: it is on hold, or over. Your scores were not used.")


def _disputes(person: Person) -> Iterator[Offer]:
    return ((case, Seat.ADJUDICATOR) for case in free_adjudications(person))


def _seats_at(case_id: UUID, person: Person) -> Iterator[Offer]:
    disputes = (offer for offer in _disputes(person) if offer[0].pk == case_id)
    return chain(free_seats_at(case_id, person), disputes)


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


def _take_anchor(person: Person) -> Assessment | None:
    """Give a hidden anchor in the place of the case that is next, where it is the turn of one."""
    found = next_anchor(person)
    if found is None:
        return None
    case, portfolio = found
    try:
        with transaction.atomic():
            end_lapsed_seats(person=person)
            mine = open_assessment(person)
            return mine or _sit_down(person, hide(case=case, portfolio=portfolio), Seat.FIRST)
    except IntegrityError:
        return open_assessment(person)


def _is_done_with(person: Person, case: Case) -> bool:
    """Tell whether a person locked this case or left it for good, in another tab just now."""
    done = Q(locked_at__isnull=False) | Q(ending__in=FOR_GOOD)
    return case.assessments.filter(done, assessor=person).exists()


def _is_open(case: Case, seat: Seat) -> bool:
    free = not case.assessments.filter(seat=seat, ended_at__isnull=True).exists()
    wanted = seat not in SCORED_BLIND or seat in seats_wanted(case)
    return case.is_in_flight and free and wanted and case.stage in TAKEABLE[seat]


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
    if case.submission_id:
        stand_apart(person=person, submission_id=case.submission_id)
    tell(case, action="seat taken", actor=person, facts={"seat": int(seat)})
    if case.state == State.QUEUED:
        move(case, to=State.IN_REVIEW, actor=person)
    if seat is Seat.ADJUDICATOR:
        move_to_adjudication(case, person=person)
    announce(LeaseEnds(assessment_id=taken.pk), due_at=until)
    return taken

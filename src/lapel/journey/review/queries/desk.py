"""What an assessor has on her desk, and what she may take next (R4, R13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from lapel.domain.rubrics.lifecycle import FINAL, SCORING, State
from lapel.journey.evidence.models import Submission
from lapel.journey.people.models import Role
from lapel.journey.people.queries import organisations_where
from lapel.journey.record.queries import now
from lapel.journey.review.models import Assessment, Case, Seat
from lapel.journey.review.policies import are_connected
from lapel.journey.review.queries.appointments import has_room_today, open_appointments
from lapel.journey.review.queries.connections import origin_of, ties_of
from lapel.journey.review.queries.decisions import former_assessors

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Appointment
    from lapel.journey.review.policies import Ties

SCORED_BLIND = (Seat.FIRST, Seat.SECOND)
AT_WORK = (State.IN_REVIEW, State.ADJUDICATION)
# Beyond so many cases that are no longer free or not for her, the rest can wait.
MOST_LOOKED_AT = 200
# Leaving a seat in these ways leaves the case for good.
FOR_GOOD = (Assessment.Ending.RECUSED, Assessment.Ending.REPLACED)


def live_seats() -> QuerySet[Assessment]:
    """Seats that are held: locked, or under a lease that still runs."""
    held = Q(locked_at__isnull=False) | Q(lease_until__gt=now())
    return Assessment.objects.filter(held, ended_at__isnull=True)


def open_assessment(person: Person) -> Assessment | None:
    """Give what a person is scoring now, under a lease that runs or as an adjudicator's note."""
    unfinished = Q(locked_at__isnull=True) | Q(
        seat=Seat.ADJUDICATOR, case__state=State.ADJUDICATION
    )
    found = live_seats().filter(unfinished, assessor=person)
    return found.select_related("case__version", "case__submission").first()


def is_open(assessment: Assessment) -> bool:
    """Tell whether an assessment may be scored now: hers, unlocked, its lease running."""
    runs = assessment.ended_at is None and assessment.lease_until > now()
    waits = assessment.case.submission.state == Submission.State.QUEUED
    return runs and waits and assessment.locked_at is None and assessment.case.state in AT_WORK


def waits_for_conclusion(assessment: Assessment) -> bool:
    """Tell whether an adjudicator locked and may read the rationales and write her note."""
    locked = assessment.locked_at is not None and assessment.ended_at is None
    adjudicates = assessment.seat == Seat.ADJUDICATOR
    return locked and adjudicates and assessment.case.state == State.ADJUDICATION


def finished_assessments(person: Person) -> QuerySet[Assessment]:
    """Give what a person locked, the latest first."""
    found = Assessment.objects.filter(assessor=person, locked_at__isnull=False)
    return found.select_related("case__version").order_by("-locked_at")


def kept_assessments(person: Person) -> QuerySet[Assessment]:
    """Give what a person left unfinished with scores of hers, and might be offered again."""
    lapsed = Q(ended_at__isnull=False) | Q(lease_until__lte=now())
    found = Assessment.objects.filter(lapsed, assessor=person, locked_at__isnull=True)
    found = found.exclude(ending__in=[*FOR_GOOD, Assessment.Ending.CLOSED])
    found = found.exclude(case__state__in=FINAL).filter(scores__isnull=False)
    return found.select_related("case__version").distinct().order_by("-taken_at")


def free_seats(person: Person) -> Iterator[tuple[Case, Seat]]:
    """Yield what a person may take, the oldest clock first."""
    appointments = [each for each in _appointments(person) if has_room_today(each)]
    if not appointments:
        return
    ties = ties_of(person)
    for case in _cases(appointments, person)[:MOST_LOOKED_AT]:
        seat = _seat_for(case, person, ties)
        if seat is not None:
            yield case, seat


def _appointments(person: Person) -> list[Appointment]:
    return list(open_appointments().filter(person=person))


def _cases(appointments: list[Appointment], person: Person) -> QuerySet[Case]:
    wanted = Q(pk__in=[])
    for each in appointments:
        wanted |= Q(microcredential=each.microcredential_id, language=each.language)
    found = Case.objects.filter(wanted, state__in=SCORING).exclude(pk__in=_left_by(person))
    return _lightly(found)


def _lightly(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Order cases by their clocks and leave out the long documents that come with them."""
    found = cases.select_related("submission__organisation", "version")
    found = found.defer("submission__manifest", "version__content", "version__search_text")
    return found.order_by("opened_at", "pk")


def _left_by(person: Person) -> QuerySet[Assessment, object]:
    """Give the cases a person is done with: locked, recused, or replaced."""
    done = Q(locked_at__isnull=False) | Q(ending__in=FOR_GOOD)
    return Assessment.objects.filter(done, assessor=person).values("case")


def _seat_for(case: Case, person: Person, ties: Ties) -> Seat | None:
    taken = set(live_seats().filter(case=case).values_list("seat", flat=True))
    free = [seat for seat in SCORED_BLIND if seat not in taken]
    if not free or are_connected(ties, origin_of(case)):
        return None
    former = former_assessors(case)
    if former:
        free = _by_continuity(case, person, former, free)
    return free[0] if free else None


def _by_continuity(
    case: Case, person: Person, former: Collection[UUID], free: list[Seat]
) -> list[Seat]:
    """Keep the first seat for one of the first assessors and the second for a new one (R13).

    Where none of the first assessors can take it any more, the first seat is open to all.
    """
    if person.pk in former:
        return [seat for seat in free if seat is Seat.FIRST]
    if _someone_of(case, former):
        return [seat for seat in free if seat is Seat.SECOND]
    return free


def _someone_of(case: Case, former: Collection[UUID]) -> bool:
    left = Assessment.objects.filter(case=case, ending__in=FOR_GOOD).values("assessor")
    able = open_appointments().filter(
        microcredential=case.microcredential_id, language=case.language, person__in=former
    )
    return able.exclude(person__in=left).exists()


def free_adjudications(person: Person) -> Iterator[Case]:
    """Yield the cases a lead assessor may adjudicate: led by her, and not scored by her (R9)."""
    led = organisations_where(person, Role.LEAD_ASSESSOR)
    found = Case.objects.filter(
        microcredential__organisation__in=led, state__in=[State.DISCREPANT, State.ADJUDICATION]
    )
    scored = Assessment.objects.filter(assessor=person, seat__in=SCORED_BLIND).values("case")
    found = found.exclude(pk__in=_left_by(person)).exclude(pk__in=scored)
    ties = ties_of(person)
    for case in _lightly(found)[:MOST_LOOKED_AT]:
        if not _is_adjudicated(case) and not are_connected(ties, origin_of(case)):
            yield case


def _is_adjudicated(case: Case) -> bool:
    return live_seats().filter(case=case, seat=Seat.ADJUDICATOR).exists()

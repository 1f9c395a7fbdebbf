"""Which seats a person may take now, and in which order (R4, R13).

The plan is made anew for whoever asks, over all who could take the same seats today. What it needs
is read in a handful of queries, however many cases are open.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from itertools import permutations
from typing import TYPE_CHECKING

from django.db.models import Q

from lapel.domain.rubrics.assigning import Desk, OpenSeat, circles, offered
from lapel.domain.rubrics.lifecycle import SCORING, Look, State
from lapel.journey.qualification.queries import (
    paused_at,
    paused_people,
    qualified_for,
    rubric_of,
)
from lapel.journey.record.queries import now
from lapel.journey.review.models import Assessment, Case, Route, Seat
from lapel.journey.review.policies import are_connected
from lapel.journey.review.queries.appointments import open_appointments, with_room_today
from lapel.journey.review.queries.connections import origins_of, ties_of_all
from lapel.journey.review.queries.desk import (
    FOR_GOOD,
    MOST_LOOKED_AT,
    SCORED_BLIND,
    appeal_for,
    left_by,
    lightly,
    live_seats,
)
from lapel.journey.review.queries.discussed import discussed
from lapel.journey.review.queries.looks import leads_at
from lapel.journey.review.queries.routing import seats_wanted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from lapel.journey.people.models import Person
    from lapel.journey.qualification.queries.qualified import Rubric
    from lapel.journey.review.models import Appointment
    from lapel.journey.review.policies import Origin, Ties

    Offer = tuple[Case, Seat]
    Line = tuple[UUID, str]
    Key = tuple[UUID, Seat]

# So many of the oldest seats that she may take are planned; others can hold back no more than one
# each.
MOST_PLANNED = 60
LOOKED_AT_FIRST = 60
# Loads and pairs are those of so long; who did nothing for so long is not waited for.
LATELY = timedelta(days=14)
# So long a seat that came free is kept for whom the plan names.
HEAD_START = timedelta(hours=4)


def free_seats(person: Person) -> Iterator[Offer]:
    """Yield what a person may take now, the oldest clock first.

    A seat that came free lately is kept for somebody else where the plan says so (docs/adr/0025),
    but never one that she began to score.
    """
    pool, mine = _looked_at(person)
    planned = mine[:MOST_PLANNED]
    allowed = set(_offered(person.pk, planned, pool)) if planned else set()
    begun = {case for case, who in pool.sat if who == person.pk}
    yield from _begun_anchors(person, pool)
    last = None
    for place, (case, seat) in enumerate(mine):
        key = (case.pk, seat)
        if case.pk != last and (place >= MOST_PLANNED or key in allowed or case.pk in begun):
            last = case.pk
            yield case, seat


def _looked_at(person: Person) -> tuple[_Pool, list[Offer]]:
    """Look at the oldest cases for seats she may take; further down only where there is none."""
    for most in (LOOKED_AT_FIRST, MOST_LOOKED_AT):
        pool = _Pool(_appointed(person), most=most)
        mine = [(case, seat) for case in pool.cases for seat in pool.seats_for(case, person.pk)]
        if mine or len(pool.cases) < most:
            break
    return pool, mine


def free_seats_at(case_id: UUID, person: Person) -> Iterator[Offer]:
    """Yield what a person may take at one case, whoever it is kept for."""
    pool = _Pool(_appointed(person), Q(pk=case_id))
    yield from (offer for offer in _begun_anchors(person, pool) if offer[0].pk == case_id)
    yield from ((case, seat) for case in pool.cases for seat in pool.seats_for(case, person.pk))


def _begun_anchors(person: Person, pool: _Pool) -> Iterator[Offer]:
    """Yield the hidden anchors she left unfinished; nobody else can take them meanwhile."""
    left = Case.everything.filter(
        portfolio__isnull=False,
        assessments__assessor=person,
        assessments__locked_at__isnull=True,
        assessments__ended_at__isnull=False,
    )
    left = left.exclude(assessments__ending__in=FOR_GOOD).order_by("opened_at", "pk")
    yield from ((case, Seat.FIRST) for case in left if pool.is_appointed(case))


def _appointed(person: Person) -> list[Appointment]:
    found = open_appointments().filter(person=person)
    found = found.exclude(microcredential__organisation__in=paused_at(person))
    return with_room_today(found)


def _line(each: Appointment | Case) -> Line:
    return each.microcredential_id, each.language


def _offered(person: UUID, mine: Sequence[Offer], pool: _Pool) -> list[Key]:
    """Plan these seats over all who are free for them, and give those offered to this person."""
    others = {each for each in pool.colleagues() if each != person}
    young = now() - HEAD_START
    able = {
        case.pk: {each: pool.seats_for(case, each) for each in others}
        for case in {case.pk: case for case, _seat in mine}.values()
    }
    seats: list[OpenSeat[Key, UUID]] = [
        OpenSeat(
            key=(case.pk, seat),
            takers=frozenset(
                {person, *(each for each, free in able[case.pk].items() if seat in free)}
            ),
            partner=pool.partner(case, seat),
            is_young=pool.free_since(case, seat) > young,
        )
        for case, seat in mine
    ]
    return offered(person, seats, _desks({person, *others}))


def _desks(people: Collection[UUID]) -> dict[UUID, Desk[UUID]]:
    """Give what each of these did lately, and beside whom."""
    lately = Assessment.objects.filter(
        locked_at__gt=now() - LATELY, seat__in=SCORED_BLIND, ended_at__isnull=True
    )
    at: dict[UUID, list[UUID]] = defaultdict(list)
    for case, who in lately.order_by().values_list("case", "assessor"):
        at[case].append(who)
    load = Counter(who for seated in at.values() for who in seated)
    beside: dict[UUID, Counter[UUID]] = defaultdict(Counter)
    for seated in at.values():
        for one, other in permutations(seated, 2):
            beside[one][other] += 1
    circle = circles((one, other) for one, others in beside.items() for other in others)
    return {each: Desk(load[each], beside[each], circle.get(each, each)) for each in people}


def _former(cases: Sequence[Case]) -> dict[UUID, set[UUID]]:
    """Give who scored the last decided attempt before each of these (R13), where there is one."""
    drafts = {each.submission.draft_id for each in cases if each.submission.number > 1}
    earlier = Case.objects.filter(submission__draft__in=drafts, decision__isnull=False)
    scored = Assessment.objects.filter(
        case__in=earlier, seat__in=SCORED_BLIND, locked_at__isnull=False, ended_at__isnull=True
    )
    at: dict[tuple[UUID, int], set[UUID]] = defaultdict(set)
    for draft, number, who in scored.values_list(
        "case__submission__draft", "case__submission__number", "assessor"
    ):
        at[draft, number].add(who)
    return {each.pk: _latest(each, at) for each in cases if each.submission.draft_id in drafts}


def _latest(case: Case, at: Mapping[tuple[UUID, int], set[UUID]]) -> set[UUID]:
    submission = case.submission
    before = [key for key in at if key[0] == submission.draft_id and key[1] < submission.number]
    return at[max(before)] if before else set()


@dataclass
class _Pool:
    """The open cases of some appointments, and all that decides who may take which seat."""

    appointed: list[Appointment]
    wanted: Q = field(default_factory=Q)
    most: int = MOST_LOOKED_AT
    _able_at: dict[UUID, set[UUID]] = field(default_factory=dict)

    @cached_property
    def cases(self) -> list[Case]:
        """Give the cases, the oldest clock first, without what the person is done with."""
        lines = Q(pk__in=[])
        for each in self.appointed:
            lines |= Q(microcredential=each.microcredential_id, language=each.language)
        if not self.appointed:
            return []
        waits = Q(state__in=[*SCORING, State.APPEAL]) | Q(look_state=Look.SCORING)
        open_ = Case.objects.filter(lines, self.wanted, waits)
        left = left_by(self.appointed[0].person)
        return list(lightly(open_.exclude(pk__in=left))[: self.most])

    @cached_property
    def sat(self) -> dict[tuple[UUID, UUID], Assessment]:
        """Give who ever had a seat at these cases."""
        found = Assessment.objects.filter(case__in=[each.pk for each in self.cases])
        return {(each.case_id, each.assessor_id): each for each in found}

    @cached_property
    def _taken(self) -> dict[UUID, dict[int, Assessment]]:
        taken: dict[UUID, dict[int, Assessment]] = defaultdict(dict)
        for each in live_seats().filter(case__in=[each.pk for each in self.cases]):
            taken[each.case_id][each.seat] = each
        return taken

    @cached_property
    def _by_one(self) -> set[UUID]:
        """Give the cases that one assessor scores first (R10)."""
        routes = Route.objects.filter(case__in=[each.pk for each in self.cases])
        looked_at = {each.pk for each in self.cases if each.look_state}
        return {each.case_id for each in routes if not each.wants_two} - looked_at

    @cached_property
    def _origins(self) -> dict[UUID, Origin]:
        return origins_of(self.cases)

    @cached_property
    def _former(self) -> dict[UUID, set[UUID]]:
        return _former(self.cases)

    @cached_property
    def _appointments(self) -> list[Appointment]:
        """Give all open appointments on the same lines, hers among them."""
        lines = {_line(each) for each in self.appointed}
        found = open_appointments().filter(microcredential__in={line[0] for line in lines})
        on_lines = [each for each in found if _line(each) in lines]
        paused = paused_people({each.microcredential.organisation_id for each in on_lines})
        return [
            each
            for each in on_lines
            if (each.person_id, each.microcredential.organisation_id) not in paused
        ]

    def is_appointed(self, case: Case) -> bool:
        """Tell whether the person is appointed for what a case is about."""
        return _line(case) in {_line(each) for each in self.appointed}

    @cached_property
    def _people(self) -> dict[Line, set[UUID]]:
        people: dict[Line, set[UUID]] = defaultdict(set)
        for each in self._appointments:
            people[_line(each)].add(each.person_id)
        return people

    @cached_property
    def _qualified(self) -> dict[Rubric, set[UUID]]:
        return qualified_for({each.version for each in self.cases})

    def _able(self, case: Case) -> set[UUID]:
        """Give who is appointed for a case and qualified for the rubric of its version (R4)."""
        if case.pk not in self._able_at:
            self._able_at[case.pk] = self._asked_of(case)
        return self._able_at[case.pk]

    def _asked_of(self, case: Case) -> set[UUID]:
        able = self._people[_line(case)] & self._qualified[rubric_of(case.version, case.language)]
        draft = case.submission.draft_id
        return {each for each in able if (draft, each) not in self._discussed}

    @cached_property
    def _discussed(self) -> set[tuple[UUID, UUID]]:
        return discussed(each.submission.draft_id for each in self.cases)

    @cached_property
    def _ties(self) -> dict[UUID, Ties]:
        return ties_of_all({each.person_id for each in self._appointments})

    def colleagues(self) -> set[UUID]:
        """Give who could take a seat on these lines now: at work lately, free, with room today."""
        since = now() - LATELY
        people = {each.person_id for each in self._appointments}
        seats = Assessment.objects.filter(assessor__in=people)
        active = set(seats.filter(taken_at__gt=since).values_list("assessor", flat=True))
        active |= {each.person_id for each in self._appointments if each.appointed_at > since}
        busy = live_seats().filter(assessor__in=people, locked_at__isnull=True)
        free = with_room_today(self._appointments)
        at_work = active - set(busy.values_list("assessor", flat=True))
        return at_work & {each.person_id for each in free}

    def seats_for(self, case: Case, person: UUID) -> list[Seat]:
        """Give the free seats of a case that a person may take; both where both are."""
        known = self.sat.get((case.pk, person))
        if case.state == State.APPEAL or person not in self._able(case):
            return self._appeal(case, person)
        if known and (known.locked_at or known.ending in FOR_GOOD):
            return []
        if case.look_state and leads_at(case, person):
            return []
        free = [seat for seat in seats_wanted(case) if seat not in self._taken[case.pk]]
        if not free or are_connected(self._ties[person], self._origins[case.pk]):
            return []
        former = self._former.get(case.pk)
        return self._by_continuity(case, person, former, free) if former else free

    def _appeal(self, case: Case, person: UUID) -> list[Seat]:
        """Give the seat of an appeal to whom it is for; it is never kept for anybody (R14)."""
        hers = person == self.appointed[0].person_id and person in self._able(case)
        if case.state != State.APPEAL or not hers:
            return []
        seat = appeal_for(case, self.appointed[0].person, self._ties[person])
        return [seat] if seat else []

    def _by_continuity(
        self, case: Case, person: UUID, former: set[UUID], free: list[Seat]
    ) -> list[Seat]:
        """Keep the first seat for one of the first assessors and the second for a new one (R13).

        Where none of the first assessors can take it any more, the first seat is open to all.
        """
        if person in former:
            return [seat for seat in free if seat is Seat.FIRST]
        able = [
            each
            for each in former & self._able(case)
            if not are_connected(self._ties[each], self._origins[case.pk])
            and ((known := self.sat.get((case.pk, each))) is None or known.ending not in FOR_GOOD)
        ]
        return [seat for seat in free if seat is Seat.SECOND] if able else free

    def partner(self, case: Case, seat: Seat) -> UUID | None:
        """Give who holds the other of the two blind seats."""
        others = [each for at, each in self._taken[case.pk].items() if at != seat]
        return others[0].assessor_id if others else None

    def free_since(self, case: Case, seat: Seat) -> datetime:
        """Give since when a seat has been free beside whoever has the other one."""
        left = [
            each.ended_at
            for (at, _who), each in self.sat.items()
            if at == case.pk and each.seat == seat and each.ended_at
        ]
        beside = [each.taken_at for at, each in self._taken[case.pk].items() if at != seat]
        return max([case.opened_at, *left, *beside])

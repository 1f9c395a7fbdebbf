"""What binds an assessor, and where a submission comes from (R4)."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from lapel.journey.evidence.models import DraftReader, MentorMeeting
from lapel.journey.evidence.queries import teammates_of
from lapel.journey.integrity.queries import who_looked_at
from lapel.journey.people.models import Membership, Organisation, Role
from lapel.journey.people.queries import open_memberships, today
from lapel.journey.record.queries import now
from lapel.journey.review.models import Acquainted
from lapel.journey.review.policies import Origin, Ties

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from uuid import UUID

    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Case

# R22: who mentored a person cannot assess her for twelve months.
MENTORS_MEMORY = timedelta(days=365)
LOCAL = (Organisation.Kind.SCHOOL, Organisation.Kind.DISTRICT)


def ties_of(person: Person) -> Ties:
    """Give the places a person belongs to today, or was a mentor at within twelve months."""
    return ties_of_all([person.pk])[person.pk]


def ties_of_all(people: Collection[UUID]) -> dict[UUID, Ties]:
    """Give the ties of many people in one query."""
    held = Q(until__isnull=True) | Q(until__gt=today())
    mentored = Q(role=Role.MENTOR, until__gt=today() - MENTORS_MEMORY)
    found = Membership.objects.filter(person__in=people)
    places = defaultdict(set)
    for person, place in found.filter((held & Q(since__lte=today())) | mentored).values_list(
        "person", "organisation"
    ):
        places[person].add(place)
    return {each: Ties(person=each, places=frozenset(places[each])) for each in people}


def origin_of(case: Case) -> Origin:
    """Give who stands behind a case, and the schools and districts its teacher belongs to.

    The teacher, who ever shared a piece with her (R24), the designer, whom she asked as a mentor
    or let read a draft within twelve months (R22), and who saw what a machine found alike in it,
    who are not blind any more (R5).
    """
    return origins_of([case])[case.pk]


def origins_of(cases: Collection[Case]) -> dict[UUID, Origin]:
    """Give the origins of many cases in a few queries."""
    teachers = {each.submission.person_id for each in cases}
    homes, mentors, teams = _homes(teachers), _mentors(teachers), teammates_of(teachers)
    wanted = {place for places in homes.values() for place in places}
    schools = {each.pk: _school(each) for each in cases}
    drafts = {each.submission.draft_id for each in cases if each.submission_id}
    looked, met = who_looked_at(drafts), acquainted_with(drafts)
    lines = _lines(wanted.union(*schools.values()))

    def origin(case: Case) -> Origin:
        teacher, designer = case.submission.person_id, case.version.published_by_id
        places = homes[teacher] | schools[case.pk]
        draft = case.submission.draft_id if case.submission_id else None
        seen = looked[draft] | met[draft] if draft else set()
        near = {teacher, *mentors[teacher], *teams[teacher], *seen}
        return Origin(
            people=frozenset({*near, *([designer] if designer else [])}),
            places=frozenset(place for home in places for place in lines[home]),
        )

    return {each.pk: origin(each) for each in cases}


def _school(case: Case) -> set[UUID]:
    place = case.submission.organisation_id
    return {place} if place else set()


def _homes(teachers: Collection[UUID]) -> dict[UUID, set[UUID]]:
    homes: dict[UUID, set[UUID]] = defaultdict(set)
    held = open_memberships().filter(person__in=teachers)
    for person, place in held.values_list("person", "organisation"):
        homes[person].add(place)
    return homes


def _mentors(teachers: Collection[UUID]) -> dict[UUID, set[UUID]]:
    mentors: dict[UUID, set[UUID]] = defaultdict(set)
    since = now() - MENTORS_MEMORY
    hers = Q(draft__enrolment__person__in=teachers)
    asked = MentorMeeting.objects.filter(hers, asked_at__gt=since)
    read = DraftReader.objects.filter(hers).exclude(ended_at__lte=since)
    who = ("draft__enrolment__person", "mentor")
    for teacher, mentor in asked.values_list(*who).union(read.values_list(*who)):
        mentors[teacher].add(mentor)
    return mentors


def _lines(places: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Give the schools and districts at or above each place that is one of these itself."""
    known: dict[UUID, tuple[UUID | None, str]] = {}
    level = set(places)
    while level:
        found = Organisation.objects.filter(pk__in=level).values_list("pk", "parent", "kind")
        known |= {pk: (parent, kind) for pk, parent, kind in found}
        level = {parent for _pk, (parent, _kind) in known.items() if parent} - known.keys()
    return {place: set(_upwards(place, known)) for place in places}


def _upwards(place: UUID | None, known: Mapping[UUID, tuple[UUID | None, str]]) -> Iterator[UUID]:
    if place is None or known[place][1] not in LOCAL:
        return
    while place is not None:
        above, kind = known[place]
        if kind in LOCAL:
            yield place
        place = above


def acquainted_with(drafts: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Give who has met the teacher over each of these drafts, in one query."""
    found: dict[UUID, set[UUID]] = {each: set() for each in drafts}
    rows = Acquainted.objects.filter(draft__in=drafts)
    for draft, person in rows.values_list("draft", "person"):
        found[draft].add(person)
    return found

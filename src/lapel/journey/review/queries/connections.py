"""What binds an assessor, and where a submission comes from (R4)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from lapel.journey.evidence.models import MentorMeeting
from lapel.journey.people.models import Membership, Organisation, Role
from lapel.journey.people.queries import open_memberships, organisations_above, today
from lapel.journey.record.queries import now
from lapel.journey.review.policies import Origin, Ties

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Case

# R22: who mentored a person cannot assess her for twelve months.
MENTORS_MEMORY = timedelta(days=365)
LOCAL = (Organisation.Kind.SCHOOL, Organisation.Kind.DISTRICT)


def ties_of(person: Person) -> Ties:
    """Give the places a person belongs to today, or was a mentor at within twelve months."""
    lately = Membership.objects.filter(
        Q(until__gt=today() - MENTORS_MEMORY), person=person, role=Role.MENTOR
    )
    today_ = open_memberships().filter(person=person)
    places = [*today_.values_list("organisation", flat=True)]
    places += lately.values_list("organisation", flat=True)
    return Ties(person=person.pk, places=frozenset(places))


def origin_of(case: Case) -> Origin:
    """Give who stands behind a case, and the schools and districts its teacher belongs to.

    The teacher, the designer, and whom she asked as a mentor within twelve months (R22).
    """
    submission = case.submission
    held = open_memberships().filter(person=submission.person_id).select_related("organisation")
    homes = [each.organisation for each in held]
    homes += [submission.organisation] if submission.organisation else []
    line = [place for home in homes if home.kind in LOCAL for place in organisations_above(home)]
    return Origin(
        people=frozenset(_people(case)),
        places=frozenset(place.pk for place in line if place.kind in LOCAL),
    )


def _people(case: Case) -> list[UUID]:
    designer = case.version.published_by_id
    return [case.submission.person_id, *([designer] if designer else []), *_mentors(case)]


def _mentors(case: Case) -> Iterable[UUID]:
    asked = MentorMeeting.objects.filter(
        draft__enrolment__person=case.submission.person_id, asked_at__gt=now() - MENTORS_MEMORY
    )
    return asked.values_list("mentor_id", flat=True)

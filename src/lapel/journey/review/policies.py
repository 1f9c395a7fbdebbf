"""Who may do what in review: pure predicates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.journey.people.models import Role
from lapel.journey.people.queries import has_role

if TYPE_CHECKING:
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser

    from lapel.journey.evidence.models import Submission
    from lapel.journey.people.models import Organisation, Person
    from lapel.journey.review.models import Assessment

ASSESSORS = (Role.ASSESSOR, Role.LEAD_ASSESSOR)


def may_assess(person: Person | AnonymousUser) -> bool:
    """Tell whether a person has a desk: she assesses or leads assessors somewhere."""
    return has_role(person, ASSESSORS)


def may_lead(person: Person | AnonymousUser, organisation: Organisation | None = None) -> bool:
    """Tell whether a person leads the assessors of an organisation (None: of any)."""
    return has_role(person, Role.LEAD_ASSESSOR, organisation)


def may_open(person: Person | AnonymousUser, assessment: Assessment) -> bool:
    """Tell whether an assessment is a person's own; nobody else ever opens it."""
    return assessment.assessor_id == person.pk


def may_track(person: Person | AnonymousUser, submission: Submission) -> bool:
    """Tell whether a submission is a person's own; only she reads its tracker and letter."""
    return submission.person_id == person.pk


@dataclass(frozen=True)
class Ties:
    """What binds an assessor: herself, and the places she works, or lately mentored, at."""

    person: UUID
    places: frozenset[UUID]


@dataclass(frozen=True)
class Origin:
    """Where a submission comes from: its people, and the schools and districts of its teacher."""

    people: frozenset[UUID]
    places: frozenset[UUID]


def are_connected(ties: Ties, origin: Origin) -> bool:
    """Tell whether an assessor stands too near to a teacher to score her (R4, R22).

    Not her own work, nor of her school, of a school of her district team, of whom she mentors or
    mentored within twelve months there; nor work on a micro-credential that she wrote.
    """
    if ties.person in origin.people:
        return True
    return not ties.places.isdisjoint(origin.places)

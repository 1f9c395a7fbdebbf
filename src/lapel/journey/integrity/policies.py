"""Who may look at what is alike, ask about it, answer and find: people, one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.integrity.models import Apart
from lapel.journey.people.models import Role
from lapel.journey.people.queries import has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lapel.journey.evidence.models import Submission
    from lapel.journey.integrity.models import Inquiry, Match
    from lapel.journey.people.models import Organisation, Person


def organisation_of(submission: Submission) -> Organisation:
    """Give the organisation whose leads answer for a submission: the micro-credential's own."""
    owner: Organisation = submission.draft.enrolment.version.microcredential.organisation
    return owner


def may_lead(person: Person | AnonymousUser) -> bool:
    """Tell whether a person leads assessors somewhere, and so has this desk."""
    return has_role(person, Role.LEAD_ASSESSOR)


def scores_now(person: Person | AnonymousUser, *submissions: Submission) -> bool:
    """Tell whether a person scores an attempt of one of these drafts, and is kept from it (R5)."""
    drafts = [each.draft_id for each in submissions]
    return Apart.objects.filter(person=person.pk, submission__draft__in=drafts).exists()


def may_look(person: Person | AnonymousUser, match: Match) -> bool:
    """Tell whether a person may see a match: a lead of the newer one's, with no part in it."""
    if person.pk in (match.newer.person_id, match.older.person_id):
        return False
    if scores_now(person, match.newer, match.older):
        return False
    return has_role(person, Role.LEAD_ASSESSOR, organisation_of(match.newer))


def may_oversee(person: Person | AnonymousUser, inquiry: Inquiry) -> bool:
    """Tell whether a person may read an inquiry as a lead, with no part in what it is about."""
    match = inquiry.match
    involved = {inquiry.submission.person_id}
    involved |= {match.newer.person_id, match.older.person_id} if match else set()
    if person.pk in involved or scores_now(person, inquiry.submission):
        return False
    return has_role(person, Role.LEAD_ASSESSOR, organisation_of(inquiry.submission))


def may_answer(person: Person | AnonymousUser, inquiry: Inquiry) -> bool:
    """Tell whether an inquiry is about her own work; nobody else answers it."""
    return inquiry.submission.person_id == person.pk

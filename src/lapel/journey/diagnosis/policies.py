"""Who may do what: a diagnosis is its person's alone; the bank is its designers'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.people.models import Role
from lapel.journey.people.queries import has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lapel.journey.diagnosis.models import Diagnosis, ItemVersion, ReviewRequest
    from lapel.journey.people.models import Organisation, Person


def may_open(person: Person | AnonymousUser, diagnosis: Diagnosis) -> bool:
    """Tell whether a diagnosis is a person's own; nobody else ever opens one."""
    return diagnosis.person_id == person.pk


def may_keep_bank(person: Person | AnonymousUser, organisation: Organisation | None = None) -> bool:
    """Tell whether a person designs questions for an organisation (or, without one, for any)."""
    return has_role(person, Role.DESIGNER, organisation)


def may_review_wording(person: Person | AnonymousUser, version: ItemVersion) -> bool:
    """Tell whether a person may review a wording: she designs there, and did not write it."""
    return version.written_by_id != person.pk and may_keep_bank(person, version.item.organisation)


def may_withdraw_request(person: Person | AnonymousUser, request: ReviewRequest) -> bool:
    """Tell whether a person may take a review back: she asked for it, and still designs there."""
    organisation = request.version.item.organisation
    return request.asked_by_id == person.pk and may_keep_bank(person, organisation)


def may_see_calibrations(person: Person | AnonymousUser) -> bool:
    """Tell whether a person designs questions or leads a programme somewhere."""
    return has_role(person, (Role.DESIGNER, Role.PROGRAMME_LEAD))


def may_set_aims(person: Person | AnonymousUser, organisation: Organisation | None = None) -> bool:
    """Tell whether a person leads or administers an organisation (or, without one, any)."""
    return has_role(person, (Role.PROGRAMME_LEAD, Role.ADMINISTRATOR), organisation)


def may_be_shown_growth(person: Person | AnonymousUser) -> bool:
    """Tell whether a person is a mentor, whom teachers may let see their growth."""
    return has_role(person, Role.MENTOR)

"""Who may see and change an organisation's drafts: its designers, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.people.models import Role
from lapel.journey.people.queries import has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lapel.journey.authoring.models import LevelsVersion
    from lapel.journey.people.models import Organisation, Person


def may_author(person: Person | AnonymousUser, organisation: Organisation | None = None) -> bool:
    """Tell whether a person designs for an organisation (or, without one, for any)."""
    return has_role(person, Role.DESIGNER, organisation)


def may_bring(person: Person | AnonymousUser, organisation: Organisation | None = None) -> bool:
    """Tell whether a person may bring frameworks: a designer, or who administers the place."""
    return may_author(person, organisation) or has_role(person, Role.ADMINISTRATOR, organisation)


def may_review_levels(person: Person | AnonymousUser, version: LevelsVersion) -> bool:
    """Tell whether a person may review a wording: she designs there, and did not write it."""
    own = version.written_by_id == person.pk
    return not own and may_author(person, version.levels.organisation)

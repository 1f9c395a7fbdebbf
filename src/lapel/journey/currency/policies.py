"""Who may record what counts: an organisation's recognisers and administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.people.models import Role
from lapel.journey.people.queries import has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lapel.journey.people.models import Organisation, Person

RECORDERS = (Role.RECOGNISER, Role.ADMINISTRATOR)


def may_record(person: Person | AnonymousUser, organisation: Organisation | None = None) -> bool:
    """Tell whether a person may record and withdraw for an organisation (or for any)."""
    return has_role(person, RECORDERS, organisation)

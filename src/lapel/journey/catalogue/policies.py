"""Who may put things on the shelves; reading them is for everyone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.people.models import Role
from lapel.journey.people.queries import has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lapel.journey.people.models import Organisation, Person


def may_publish(person: Person | AnonymousUser, organisation: Organisation) -> bool:
    """Tell whether a person may publish for an organisation: its designers may."""
    return has_role(person, Role.DESIGNER, organisation)


def may_bring_framework(
    person: Person | AnonymousUser, organisation: Organisation | None = None
) -> bool:
    """Tell whether a person may bring a framework: a designer, or who administers it."""
    return has_role(person, Role.DESIGNER, organisation) or has_role(
        person, Role.ADMINISTRATOR, organisation
    )

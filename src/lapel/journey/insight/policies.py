"""Who may see a programme's figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.people.models import Role
from lapel.journey.people.queries import has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lapel.journey.people.models import Person


def may_see_figures(person: Person | AnonymousUser) -> bool:
    """Tell whether a person leads a programme somewhere."""
    return has_role(person, Role.PROGRAMME_LEAD)

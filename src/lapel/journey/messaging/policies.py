"""Who may have a program told what happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.people.models import Role
from lapel.journey.people.queries import has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lapel.journey.people.models import Organisation, Person

KEEPERS = frozenset({Role.ADMINISTRATOR, Role.PROGRAMME_LEAD})


def may_keep_webhooks(
    person: Person | AnonymousUser, organisation: Organisation | None = None
) -> bool:
    """Tell whether a person keeps webhooks: who administers or leads the organisation."""
    return any(has_role(person, role, organisation) for role in KEEPERS)

"""A holder's own award, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from lapel.journey.issuing.queries import award
from lapel.journey.sharing.policies import may_manage

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.issuing.models import Award
    from lapel.journey.people.models import Person


def own_award(*, person: Person, award_id: UUID) -> Award:
    """Give a person's own award; `PermissionDenied` for anybody else's."""
    found = award(award_id)
    if not may_manage(person, found):
        raise PermissionDenied
    return found

"""Note that a lead saw a match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from lapel.journey.integrity.models import Glance
from lapel.journey.integrity.policies import may_look
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.journey.integrity.models import Match
    from lapel.journey.people.models import Person


def look_at(*, person: Person, match: Match) -> None:
    """Write down, once, that she saw it: from now on she is not to score either side (R5)."""
    if not may_look(person, match):
        raise PermissionDenied
    Glance.objects.get_or_create(match=match, person=person, defaults={"at": now()})

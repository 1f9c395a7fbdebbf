"""A holder as a program is told of her."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from lapel.domain.badges.contexts import OPEN_BADGES

if TYPE_CHECKING:
    from lapel.journey.exchange.models import Program
    from lapel.journey.people.models import Person


def profile_of(person: Person, program: Program) -> dict[str, Any]:
    """Give a holder's profile (Open Badges 3.0, Profile).

    Its id is made for this program, so that two programs cannot lay together what they know.
    """
    return {
        "@context": [OPEN_BADGES],
        "id": f"urn:uuid:{uuid.uuid5(person.pk, str(program.pk))}",
        "type": ["Profile"],
        "name": str(person),
        "email": person.email,
    }

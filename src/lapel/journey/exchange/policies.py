"""Who may do what with programs and brought badges: pure predicates."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lapel.journey.exchange.models import Brought
    from lapel.journey.people.models import Person


def may_manage(person: Person, brought: Brought) -> bool:
    """Tell whether a badge from elsewhere is a person's own: only she sees and deletes it."""
    return brought.person_id == person.pk

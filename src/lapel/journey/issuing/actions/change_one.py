"""Give one award another end, refresh it, or re-issue it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.issuing.actions.change_many import change_many
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.queries.changes import look_at

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.issuing.actions.apply_change import Terms
    from lapel.journey.issuing.models import Change
    from lapel.journey.people.models import Person


def change_one(*, person: Person, verb: str, award_id: UUID, terms: Terms) -> Change:
    """Change one award as `change_many` does; a `Refusal` says why it cannot be changed so."""
    look = look_at(person=person, verb=verb, lines=[(1, str(award_id))])
    if look.bad:
        raise Refusal(look.bad[0]["reason"])
    return change_many(person=person, verb=verb, award_ids=[award_id], terms=terms)

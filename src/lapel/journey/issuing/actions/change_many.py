"""Change many awards together, each as if alone, with one reason and one word from the officer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.issuing.actions.apply_change import apply_change, hold_awards, wish_of
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.queries.changes import look_at
from lapel.journey.people.actions import Refusal as NoTable
from lapel.journey.people.actions import read_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from lapel.journey.issuing.actions.apply_change import Terms
    from lapel.journey.issuing.models import Change
    from lapel.journey.people.models import Person

# All happens in one transaction, in a few seconds of the database's time.
MOST = 5000


def read_awards(*, data: bytes) -> list[tuple[int, str]]:
    """Read a table of awards: each line's number and the award's number or address.

    Where a line names in a column “new” the award that replaces it, that follows after a space.
    """
    columns = {
        "award": (_("award"), "award", "old", "number", "id", "address"),
        "new": (_("new"), "new", "by", "replaced by"),
    }
    try:
        rows = read_rows(data, columns=columns, required=["award"], most=MOST)
    except NoTable as refusal:
        raise Refusal(str(refusal)) from None
    return [(line, f"{cells['award']} {cells.get('new', '')}".strip()) for line, cells in rows]


def change_many(*, person: Person, verb: str, award_ids: Sequence[UUID], terms: Terms) -> Change:
    """Change awards (`verb` is one of `Change.Verb`) with one reason and words, or none of them.

    Each is checked, noted, logged and announced as alone; each status list is signed once. What
    asks for another signature (expire, refresh, reissue) is signed by a job. A `Refusal` where any
    of them cannot be changed so any more.
    """
    wish = wish_of(person=person, verb=verb, terms=terms)
    if not 0 < len(award_ids) <= MOST:
        raise Refusal(_("Between one and %s awards can be changed together.") % MOST)
    pairs = terms.by_award_ids
    with transaction.atomic():
        hold_awards(award_ids=[*award_ids, *pairs.values()])
        lines = [(n, f"{each} {pairs.get(each, '')}") for n, each in enumerate(award_ids, 1)]
        look = look_at(person=person, verb=verb, lines=lines)
        if look.bad:
            raise Refusal(_("Some of them changed meanwhile; look at them again."))
        return apply_change(wish=wish, look=look)

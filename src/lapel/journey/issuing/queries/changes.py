"""Which awards of a selection an officer may revoke, suspend or reinstate together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries.awards import issued_awards
from lapel.journey.people.models import Role
from lapel.journey.people.queries import organisations_where

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lapel.journey.people.models import Person

State = Award.State
# What it may be before, and what it is after.
VERBS: dict[str, tuple[tuple[str, ...], str]] = {
    "revoke": ((State.ISSUED, State.SUSPENDED), State.REVOKED),
    "suspend": ((State.ISSUED,), State.SUSPENDED),
    "reinstate": ((State.SUSPENDED,), State.ISSUED),
}
_FEW = 500


@dataclass(frozen=True)
class Look:
    """Awards that can be changed, in the order they were named, and what is wrong with others.

    `bad` holds line, award (as it was written) and reason.
    """

    good: list[Award]
    bad: list[dict[str, Any]]


def look_at(*, person: Person, verb: str, lines: Sequence[tuple[int, str]]) -> Look:
    """Find the awards that lines name by their numbers or addresses, and judge each.

    An award of another organisation is told as one that is not there.
    """
    named = [(line, text, award_named(text)) for line, text in lines]
    found = _officers_awards(person, {each for _line, _text, each in named if each})
    good: dict[UUID, Award] = {}
    bad = []
    for line, text, name in named:
        award = found.get(name) if name else None
        reason = _("The same award stands above.") if name in good else ""
        reason = reason or fault_of(award, person=person, verb=verb)
        if reason:
            bad.append({"line": line, "award": text, "reason": reason})
        elif award is not None:
            good[award.pk] = award
    return Look(list(good.values()), bad)


def fault_of(award: Award | None, *, person: Person, verb: str) -> str:
    """Say why an award cannot be changed so by a person, "" where it can."""
    if award is None:
        return _("There is no such award.")
    if award.person_id == person.pk:
        return _("This award is your own: another officer changes its standing.")
    if award.state not in VERBS[verb][0]:
        return _("It is in another state: %s.") % award.get_state_display()
    return ""


def _officers_awards(person: Person, names: Iterable[UUID]) -> dict[UUID, Award]:
    ids = list(names)
    own = organisations_where(person, Role.ISSUER_OFFICER)
    mine = issued_awards().filter(achievement__issuer__organisation__in=own)
    mine = mine.defer("document", "public_document", "achievement__version__content")
    found: dict[UUID, Award] = {}
    for start in range(0, len(ids), _FEW):
        found |= {each.pk: each for each in mine.filter(pk__in=ids[start : start + _FEW])}
    return found


def award_named(text: str) -> UUID | None:
    """Read an award's number, alone or at the end of its address; None where there is none."""
    try:
        return UUID(text.strip().rstrip("/").rpartition("/")[2])
    except ValueError:
        return None

"""Which awards of a selection may be changed together, and how far a change has come."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from lapel.journey.issuing.models import Achievement, Award, Change
from lapel.journey.issuing.queries.awards import issued_awards
from lapel.journey.issuing.queries.present_addresses import (
    at_other_address,
    at_present_address,
    confirmed_addresses,
    confirmed_among,
)
from lapel.journey.people.models import Role
from lapel.journey.people.queries import organisations_where

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from lapel.journey.people.models import Person

State = Award.State
# What it may be before, and what it is after.
VERBS: dict[str, tuple[tuple[str, ...], str]] = {
    "revoke": ((State.ISSUED, State.SUSPENDED), State.REVOKED),
    "suspend": ((State.ISSUED,), State.SUSPENDED),
    "reinstate": ((State.SUSPENDED,), State.ISSUED),
    "expire": ((State.ISSUED,), State.ISSUED),
    "refresh": ((State.ISSUED,), State.ISSUED),
    "supersede": ((State.ISSUED, State.SUSPENDED), State.REVOKED),
    "reissue": ((State.ISSUED,), State.ISSUED),
}
# Those that ask for another signature and leave the state.
SIGNING = ("expire", "refresh", "reissue")
_FEW = 500
_BETWEEN = re.compile(r"[\s,;>]+")


@dataclass(frozen=True)
class Look:
    """Awards that can be changed, in the order they were named, and what is wrong with others.

    `bad` holds line, award (as it was written) and reason; `by` what replaces each, by its id.
    """

    good: list[Award]
    bad: list[dict[str, Any]]
    by: dict[UUID, Award] = field(default_factory=dict)


def look_at(*, person: Person, verb: str, lines: Sequence[tuple[int, str]]) -> Look:
    """Find the awards that lines name by their numbers or addresses, and judge each.

    To supersede, a line names the old award and then the new one. An award of another organisation
    is told as one that is not there.
    """
    named = [(line, text, _named(text)) for line, text in lines]
    names = {each for _line, _text, pair in named for each in pair if each}
    found = _officers_awards(person, names)
    to_mail = verb == "reissue"
    current = at_present_address(found.values()) if to_mail else set()
    confirmed = confirmed_among(each.person_id for each in found.values()) if to_mail else set()
    olds = {name for _line, _text, (name, _new) in named}
    good: dict[UUID, Award] = {}
    by: dict[UUID, Award] = {}
    bad = []
    for line, text, (name, new_name) in named:
        award = found.get(name) if name else None
        reason = _("The same award stands above.") if name in good else ""
        reason = reason or fault_of(award, person=person, verb=verb)
        if not reason and award is not None and to_mail and award.person_id not in confirmed:
            reason = _("Its holder has not confirmed her present address.")
        if not reason and award is not None and award.pk in current:
            reason = _("It says her present address already.")
        if not reason and award is not None and verb == "supersede":
            new = found.get(new_name) if new_name else None
            reason = _fault_of_pair(award, new, olds)
            if new is not None:
                by[award.pk] = new
        if reason:
            bad.append({"line": line, "award": text, "reason": reason})
        elif award is not None:
            good[award.pk] = award
    return Look(list(good.values()), bad, {old: by[old] for old in good if old in by})


def fault_of(award: Award | None, *, person: Person, verb: str) -> str:
    """Say why an award cannot be changed so by an officer, "" where it can."""
    if award is None:
        return _("There is no such award.")
    if award.person_id == person.pk:
        return _("This award is your own: another officer changes its standing.")
    if award.state not in VERBS[verb][0]:
        return _("It is in another state: %s.") % award.get_state_display()
    if verb in SIGNING and award.anew_for_id is not None:
        return _("It is being signed anew; try again in a minute.")
    return ""


def _fault_of_pair(old: Award, new: Award | None, olds: Collection[UUID | None]) -> str:
    if new is None:
        return _("Its line does not name the award that replaces it.")
    if not may_replace(new, old):
        return _("What replaces it is a valid award of the same holder and issuer.")
    if new.pk in olds:
        return _("What replaces it is itself replaced in another line.")
    return ""


def may_replace(new: Award, old: Award) -> bool:
    """Tell whether an award may stand in place of another: a valid one of holder and issuer."""
    same_issuer = new.achievement.issuer_id == old.achievement.issuer_id
    is_other = new.pk != old.pk and new.person_id == old.person_id
    return same_issuer and is_other and new.state == State.ISSUED


def _officers_awards(person: Person, names: Iterable[UUID]) -> dict[UUID, Award]:
    ids = list(names)
    mine = _seen_by(person).defer("document", "public_document", "achievement__version__content")
    found: dict[UUID, Award] = {}
    for start in range(0, len(ids), _FEW):
        found |= {each.pk: each for each in mine.filter(pk__in=ids[start : start + _FEW])}
    return found


def _seen_by(person: Person) -> QuerySet[Award]:
    own = organisations_where(person, Role.ISSUER_OFFICER)
    return issued_awards().filter(achievement__issuer__organisation__in=own)


def _named(text: str) -> tuple[UUID | None, UUID | None]:
    old, _space, new = _BETWEEN.sub(" ", text.strip()).partition(" ")
    return award_named(old), award_named(new)


def award_named(text: str) -> UUID | None:
    """Read an award's number, alone or at the end of its address; None where there is none."""
    try:
        return UUID(text.strip().rstrip("/").rpartition("/")[2])
    except ValueError:
        return None


def achievements_of(person: Person) -> list[tuple[Achievement, int]]:
    """Give the achievements an officer's organisations awarded, each with how many are in force."""
    own = organisations_where(person, Role.ISSUER_OFFICER)
    in_force = Count("awards", filter=Q(awards__state=State.ISSUED))
    found = Achievement.objects.filter(issuer__organisation__in=own).select_related("version")
    counted = found.annotate(in_force=in_force).defer("document").order_by("title", "made_at")
    return [(each, each.in_force) for each in counted]


def all_of(
    *, person: Person, verb: str, achievement_id: UUID, before: datetime | None, most: int
) -> list[tuple[int, str]]:
    """Give lines for all awards of an achievement that such a change fits, awarded before a moment.

    To supersede, each with her latest award in force of a later version of the same. At most one
    more than `most`, oldest first.
    """
    found = _seen_by(person).filter(achievement=achievement_id, state__in=VERBS[verb][0])
    found = found.exclude(person=person).order_by("awarded_at", "pk")
    if before is not None:
        found = found.filter(awarded_at__lt=before)
    if verb == "supersede":
        return list(enumerate(_pairs(found, most + 1), 1))
    if verb == "reissue":
        hers = confirmed_addresses().filter(user=OuterRef("person"))
        ids = at_other_address(found.filter(Exists(hers)))
    else:
        ids = iter(found.values_list("pk", flat=True)[: most + 1])
    return [(n, str(pk)) for n, pk in enumerate(islice(ids, most + 1), 1)]


def _pairs(old: QuerySet[Award], most: int) -> Iterator[str]:
    """Give old and new award of each holder who has an award in force of a later version."""
    newer = Award.objects.filter(
        person=OuterRef("person"),
        state=State.ISSUED,
        achievement__issuer=OuterRef("achievement__issuer"),
        achievement__version__microcredential=OuterRef("achievement__version__microcredential"),
        achievement__version__number__gt=OuterRef("achievement__version__number"),
    )
    latest = newer.order_by("-achievement__version__number", "-awarded_at", "pk").values("pk")
    found = old.annotate(newer=Subquery(latest[:1])).filter(newer__isnull=False)
    for pk, new in found.values_list("pk", "newer")[:most]:
        yield f"{pk} {new}"


def change(change_id: UUID) -> Change:
    """Give a change with who made it; `Change.DoesNotExist` if none."""
    return Change.objects.select_related("by").get(pk=change_id)


def to_sign_anew(found: Change) -> QuerySet[Award]:
    """Give the awards of a change yet to be signed anew; micro-credentials before stacks."""
    waiting = Award.objects.filter(anew_for__change=found, state=State.ISSUED)
    return waiting.order_by(F("achievement__stack").asc(nulls_first=True), "pk")


@dataclass(frozen=True)
class Progress:
    """How far the signing that a change asks for has come; `not_signed` were given up."""

    total: int
    left: int
    not_signed: int

    @property
    def done(self) -> int:
        """Count those that need nothing more."""
        return self.total - self.left - self.not_signed


def progress_of(found: Change) -> Progress:
    """Count what a change asks for, what is left of it, and what could not be signed."""
    given_up = found.standings.exclude(not_signed="")
    return Progress(found.count, to_sign_anew(found).count(), given_up.count())


def changes_by(person: Person) -> QuerySet[Change]:
    """Give an officer's changes, the last first."""
    return Change.objects.filter(by=person).order_by("-at", "pk")

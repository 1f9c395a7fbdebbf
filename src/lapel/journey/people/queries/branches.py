"""Organisations arranged as trees, with how many people belong to each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.journey.people.queries.memberships import open_memberships

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.people.models import Organisation


@dataclass(frozen=True)
class Branch:
    """An organisation, its parts, and how many people belong to it alone and with its parts."""

    organisation: Organisation
    people: int
    altogether: int
    parts: list[Branch]


@dataclass(frozen=True)
class _Grown:
    branch: Branch
    members: frozenset[UUID]


def trees_of(organisations: QuerySet[Organisation], *, words: str = "") -> list[Branch]:
    """Arrange organisations as trees, those found by words with all above and below them.

    A person who belongs to several parts counts once in what holds them.
    """
    parts: dict[UUID | None, list[Organisation]] = defaultdict(list)
    shown = list(organisations.order_by("name"))
    known = {each.pk for each in shown}
    for each in shown:
        parts[each.parent_id if each.parent_id in known else None].append(each)
    members = _members(organisations)
    grown = [_grow(each, parts, members).branch for each in parts[None]]
    return _found(grown, [word.casefold() for word in words.split()])


def _members(organisations: QuerySet[Organisation]) -> dict[UUID, set[UUID]]:
    held = open_memberships().filter(
        organisation__in=organisations.values("pk"), person__is_active=True
    )
    members: dict[UUID, set[UUID]] = defaultdict(set)
    for organisation, person in held.values_list("organisation", "person"):
        members[organisation].add(person)
    return members


def _grow(
    each: Organisation,
    parts: dict[UUID | None, list[Organisation]],
    members: dict[UUID, set[UUID]],
) -> _Grown:
    below = [_grow(part, parts, members) for part in parts.get(each.pk, [])]
    here = members.get(each.pk, set())
    everybody = frozenset(here.union(*(grown.members for grown in below)))
    branches = [grown.branch for grown in below]
    return _Grown(Branch(each, len(here), len(everybody), branches), everybody)


def _found(branches: Iterable[Branch], words: list[str]) -> list[Branch]:
    """Keep the branches in whose name all words stand, whole, and the way to them."""
    kept = []
    for branch in branches:
        if all(word in branch.organisation.name.casefold() for word in words):
            kept.append(branch)
        elif parts := _found(branch.parts, words):
            kept.append(
                Branch(branch.organisation, branch.people, branch.altogether, parts),
            )
    return kept

"""What a brought package holds and would change, and the frameworks that were taken in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lapel.domain.frameworks import Kind, compared, read
from lapel.domain.frameworks.values import DEPRECATED, PRIVATE
from lapel.journey.authoring.models import FrameworkBrought
from lapel.journey.catalogue.queries import (
    framework_items,
    framework_known,
    frameworks_of,
    items_there,
    why_not,
)
from lapel.journey.people.models import Role
from lapel.journey.people.queries import organisations_where, today

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.domain.frameworks import Change, Item, Package
    from lapel.journey.catalogue.models import Framework, FrameworkItem
    from lapel.journey.people.models import Organisation, Person

MOST_SHOWN = 200


def brings_for(person: Person) -> QuerySet[Organisation]:
    """Give the organisations a person may bring frameworks for."""
    return organisations_where(person, {Role.DESIGNER, Role.ADMINISTRATOR}).order_by("name")


def brought_by(person: Person) -> QuerySet[FrameworkBrought]:
    """Give the packages that wait to be looked at, the latest first, without their text."""
    found = FrameworkBrought.objects.filter(organisation__in=brings_for(person))
    return found.select_related("organisation", "by").defer("text").order_by("-brought_at")


def brought_of(person: Person, brought_id: UUID) -> FrameworkBrought | None:
    """Find a package if this person may bring for its organisation."""
    found = FrameworkBrought.objects.filter(pk=brought_id, organisation__in=brings_for(person))
    return found.select_related("organisation", "by").first()


def frameworks_for(person: Person) -> QuerySet[Framework]:
    """Give the frameworks of the organisations a person may bring for."""
    return frameworks_of(brings_for(person))


@dataclass(frozen=True)
class Branch:
    """A branch one can choose: its top, how many items it holds, whether some are there."""

    top: Item
    count: int
    is_there: bool


@dataclass(frozen=True)
class Look:
    """What there is to say about a package before it is taken in."""

    package: Package
    known: Framework | None
    branches: list[Branch]
    changed: list[Change]
    gone: list[Change]
    new: int
    ended: int
    warnings: list[str]
    faults: list[tuple[str, str]]

    @property
    def can_be_taken(self) -> bool:
        """Tell whether there is anything to take in that may be."""
        private = self.package.framework.adoption_status == PRIVATE
        return bool(self.package.items or self.gone) and not private


def look_at(brought: FrameworkBrought) -> Look:
    """Read a package and compare it with what the organisation took in before."""
    package = read(brought.text)
    known = framework_known(brought.organisation, package.framework.identifier)
    there = {item.identifier for item in items_there(known)}
    changes = compared(items_there(known), package.items)
    by_kind = {kind: [each for each in changes if each.kind == kind] for kind in Kind}
    return Look(
        package=package,
        known=known,
        branches=_branches(package, there),
        changed=by_kind[Kind.CHANGED],
        gone=by_kind[Kind.GONE],
        new=len(by_kind[Kind.NEW]),
        ended=sum(item.ends_on is not None and item.ends_on <= today() for item in package.items),
        warnings=_warnings(package),
        faults=[(each.path, _(each.text).format(**each.values)) for each in package.faults],
    )


def _branches(package: Package, there: set[str]) -> list[Branch]:
    tops = package.tops()
    held: dict[str, list[str]] = {}
    for identifier, top in tops.items():
        held.setdefault(top, []).append(identifier)
    return [
        Branch(root, len(held[root.identifier]), bool(there & set(held[root.identifier])))
        for root in package.roots
    ]


def _warnings(package: Package) -> list[str]:
    head, told = package.framework, []
    if head.adoption_status == PRIVATE:
        told.append(_("Its publisher calls it a private draft. It cannot be taken in."))
    if head.adoption_status == DEPRECATED or (head.ends_on and head.ends_on <= today()):
        told.append(_("It is no longer in force: nothing new can be aligned with it."))
    if head.starts_on and head.starts_on > today():
        told.append(_("It is not in force yet: it can be taken in, and aligned with from then on."))
    if head.adoption_status == "Draft":
        told.append(_("It is a draft: its publisher may still change it."))
    if not head.licence:
        told.append(_("It names no licence. Ask its publisher before you show its words."))
    return told


@dataclass(frozen=True)
class Shown:
    """An item as its framework's page shows it, and why it cannot be chosen ("" if it can)."""

    item: FrameworkItem
    why_not: str


def shown_items(framework: Framework, search: str) -> tuple[list[Shown], int]:
    """Give the first items that match, and how many there are in all."""
    found = framework_items(framework, search).select_related("framework")
    return [Shown(each, why_not(each)) for each in found[:MOST_SHOWN]], found.count()

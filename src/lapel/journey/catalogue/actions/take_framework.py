"""Take competencies of another publisher's framework in, so that one can align with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.frameworks import Kind, compared
from lapel.domain.frameworks.values import PRIVATE
from lapel.journey.catalogue.actions.refusal import Refusal
from lapel.journey.catalogue.models import Framework, FrameworkItem
from lapel.journey.catalogue.policies import may_bring_framework
from lapel.journey.catalogue.queries import framework_known, items_there
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Collection

    from lapel.domain.frameworks import Change, Item, Package
    from lapel.journey.people.models import Organisation, Person

HEAD = ("uri", "title", "creator", "publisher", "version", "licence", "adoption_status")
DAYS = ("starts_on", "ends_on")
WORDS = ("uri", "statement", "short", "code", "kind", "position", "starts_on", "ends_on")


@dataclass(frozen=True)
class Taken:
    """A framework as it is now, and how many of its items are new, changed, gone."""

    framework: Framework
    new: int
    changed: int
    gone: int


def take_framework(
    *, person: Person, organisation: Organisation, package: Package, roots: Collection[str]
) -> Taken:
    """Take in the chosen branches of a package, by the identifiers of their tops.

    What is there already is brought up to date; what the package no longer names is marked as
    gone and stays. Taking the same again changes nothing.
    """
    if not may_bring_framework(person, organisation):
        raise PermissionDenied
    if package.framework.adoption_status == PRIVATE:
        raise Refusal(
            _("Its publisher calls this framework a private draft; ask for a public one.")
        )
    with transaction.atomic():
        before = framework_known(organisation, package.framework.identifier)
        there = items_there(before)
        wanted = _wanted(package, set(roots), there)
        if not wanted and not there:
            raise Refusal(_("Choose at least one branch."))
        changes = compared(there, wanted)
        framework = _head(package, organisation, person, before)
        taken = _write(framework, changes)
        if before is None or taken.new or taken.changed or taken.gone:
            _note(taken, person)
    return taken


def _wanted(package: Package, roots: set[str], there: list[Item]) -> list[Item]:
    chosen = {item.identifier for item in package.below(roots)}
    chosen |= {item.identifier for item in there}
    return [item for item in package.items if item.identifier in chosen]


def _head(
    package: Package, organisation: Organisation, person: Person, before: Framework | None
) -> Framework:
    told: dict[str, Any] = {name: getattr(package.framework, name) for name in (*HEAD, *DAYS)}
    told["adoption_status"] = told["adoption_status"][:40]
    if before and all(getattr(before, name) == value for name, value in told.items()):
        return before
    told |= {"taken_at": now(), "taken_by": person}
    found, _made = Framework.objects.update_or_create(
        organisation=organisation, identifier=package.framework.identifier, defaults=told
    )
    return found


def _write(framework: Framework, changes: list[Change]) -> Taken:
    moment = now()
    rows = {str(row.identifier): row for row in framework.items.all()}
    new: list[FrameworkItem] = []
    old: list[FrameworkItem] = []
    for change in changes:
        if change.kind == Kind.SAME or change.after is None:
            continue
        row = rows.get(change.item.identifier)
        (old if row else new).append(_row(framework, change.after, row))
    for row in [*new, *old]:
        row.changed_at = moment
    FrameworkItem.objects.bulk_create(new, batch_size=500)
    fields = [*WORDS, "parent", "gone_at", "changed_at"]
    FrameworkItem.objects.bulk_update(old, fields, batch_size=200)
    gone = [change.item.identifier for change in changes if change.kind == Kind.GONE]
    for at in range(0, len(gone), 500):
        some = framework.items.filter(identifier__in=gone[at : at + 500])
        some.update(gone_at=moment)
    count = {kind: sum(each.kind == kind for each in changes) for kind in Kind}
    return Taken(framework, count[Kind.NEW], count[Kind.CHANGED], len(gone))


def _row(framework: Framework, item: Item, row: FrameworkItem | None) -> FrameworkItem:
    row = row or FrameworkItem(framework=framework, identifier=UUID(item.identifier))
    for name in WORDS:
        setattr(row, name, getattr(item, name))
    row.parent = UUID(item.parent) if item.parent else None
    row.gone_at = None
    return row


def _note(taken: Taken, person: Person) -> None:
    note(
        aggregate="framework",
        aggregate_id=taken.framework.pk,
        action="taken in",
        actor=person.pk,
        facts={
            "identifier": str(taken.framework.identifier),
            "new": taken.new,
            "changed": taken.changed,
            "gone": taken.gone,
        },
    )

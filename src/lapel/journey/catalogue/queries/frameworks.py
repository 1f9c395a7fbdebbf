"""Frameworks that organisations brought, and what their micro-credentials may be aligned with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from lapel.domain.frameworks import Item as CaseItem
from lapel.domain.frameworks.values import DEPRECATED, PRIVATE
from lapel.domain.microcredential import Problem
from lapel.journey.catalogue.models import Framework, FrameworkItem
from lapel.journey.people.queries import organisations_above, today

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.catalogue.models import Version
    from lapel.journey.people.models import Organisation


def frameworks_of(organisations: Iterable[Organisation]) -> QuerySet[Framework]:
    """Give the frameworks that these organisations brought, with the number of their items."""
    found = Framework.objects.filter(organisation__in=organisations)
    return found.select_related("organisation").annotate(count=Count("items")).order_by("title")


def framework_known(organisation: Organisation, identifier: str) -> Framework | None:
    """Find a framework by its CASE identifier, if the organisation brought it before."""
    return Framework.objects.filter(organisation=organisation, identifier=identifier).first()


def framework_items(framework: Framework, search: str = "") -> QuerySet[FrameworkItem]:
    """Give a framework's items in order; each word of the search stands in code or words."""
    found = framework.items.all()
    for word in search.split()[:8]:
        found = found.filter(
            Q(statement__icontains=word) | Q(short__icontains=word) | Q(code__icontains=word)
        )
    return found.order_by("position", "code", "pk")


def items_there(framework: Framework | None) -> list[CaseItem]:
    """Give a framework's items as a package would, for a comparison; those gone before are not."""
    if framework is None:
        return []
    return [_as_item(each) for each in framework.items.filter(gone_at__isnull=True)]


def _as_item(row: FrameworkItem) -> CaseItem:
    return CaseItem(
        identifier=str(row.identifier),
        uri=row.uri,
        statement=row.statement,
        short=row.short,
        code=row.code,
        kind=row.kind,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        parent=str(row.parent or ""),
        position=row.position,
    )


def why_not(item: FrameworkItem) -> str:
    """Say why a micro-credential cannot be aligned with an item now; "" where it can."""
    framework, day = item.framework, today()
    if framework.adoption_status in (DEPRECATED, PRIVATE):
        words = {DEPRECATED: _("its framework is deprecated"), PRIVATE: _("it is a private draft")}
        return words[framework.adoption_status]
    if item.gone_at:
        return _("its publisher's framework no longer names it")
    if any(ends is not None and ends <= day for ends in (item.ends_on, framework.ends_on)):
        return _("it has ended")
    if any(starts is not None and starts > day for starts in (item.starts_on, framework.starts_on)):
        return _("it is not in force yet")
    return ""


def _known(organisation: Organisation, uris: Iterable[str]) -> dict[str, FrameworkItem]:
    found = FrameworkItem.objects.filter(
        framework__organisation__in=organisations_above(organisation), uri__in=list(uris)
    )
    return {each.uri: each for each in found.select_related("framework").order_by("pk")}


def alignment_problems(
    content: dict[str, Any], organisation: Organisation, kept: Iterable[str] = ()
) -> list[Problem]:
    """Say which of a document's alignments are not known here, or not to be chosen any more.

    `kept` are those of the version before: what was aligned once may stay so.
    """
    return list(_alignment_problems(content, organisation, set(kept)))


def _alignment_problems(
    content: dict[str, Any], organisation: Organisation, kept: set[str]
) -> Iterator[Problem]:
    uris = content.get("alignments", [])
    known = _known(organisation, uris)
    for at, uri in enumerate(uris):
        path = f"alignments[{at}]"
        if uri not in known:
            yield Problem(path, _("names no competency of a framework that was brought here."))
        elif uri not in kept and (why := why_not(known[uri])):
            yield Problem(path, _("cannot be chosen: {why}."), {"why": why})


def aligned_items(version: Version) -> list[FrameworkItem]:
    """Give the items a version is aligned with, in the order its document names them."""
    uris = version.content.get("alignments", [])
    known = _known(version.microcredential.organisation, uris) if uris else {}
    return [known[uri] for uri in uris if uri in known]


def framework_named(framework_id: UUID) -> Framework | None:
    """Find a brought framework."""
    return Framework.objects.select_related("organisation").filter(pk=framework_id).first()

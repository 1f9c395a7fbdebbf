"""Public pages: the shelves, one micro-credential, stacks, competencies and their map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lapel.journey.catalogue import queries
from lapel.journey.catalogue.forms import filters_from
from lapel.journey.catalogue.models import Competency, MicroCredential, Version

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_PAGE = 12
MOST_DIGITS = 9


@dataclass(frozen=True)
class Chip:
    """A filter that is on: what it says, where to go without it, and what would be found there."""

    label: str
    value: str
    url: str
    count: int | None


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the shelves as asked for."""
    filters = filters_from(request.GET)
    facets = queries.facets(filters)
    page = Paginator(queries.matching(filters), PER_PAGE).get_page(request.GET.get("page"))
    found = page.paginator.count
    context = {
        "filters": filters,
        "facets": facets,
        "page": page,
        "found": found,
        "chips": _chips(request, filters, facets, with_counts=not found),
        "on_the_shelves": queries.published().count() if filters.given() else found,
        "stacks": [] if filters.given() else queries.all_stacks()[:4],
    }
    return render(request, "catalogue/index.html", context)


def _chips(
    request: HttpRequest,
    filters: queries.Filters,
    facets: list[queries.Facet],
    *,
    with_counts: bool,
) -> list[Chip]:
    labels = {facet.name: facet for facet in facets}
    return [
        Chip(
            labels[name].label if name in labels else _("Search"),
            _chosen(labels.get(name), value),
            _without(request, name),
            queries.matching(filters.without(name)).count() if with_counts else None,
        )
        for name, value in filters.given().items()
    ]


def _chosen(facet: queries.Facet | None, value: str) -> str:
    return facet.chosen.label if facet and facet.chosen else value


def _without(request: HttpRequest, name: str) -> str:
    asked = request.GET.copy()
    for each in (name, "page"):
        asked.pop(each, None)
    return f"?{asked.urlencode()}"


def _published(slug: str) -> MicroCredential:
    found = MicroCredential.objects.select_related("organisation", "current__competency")
    return get_object_or_404(found, slug=slug, current__isnull=False)


def _sheet(microcredential: MicroCredential, version: Version) -> dict[str, Any]:
    """Gather what a micro-credential's page shows of one version."""
    return {
        "microcredential": microcredential,
        "version": version,
        "rubric": queries.rubric_lines(version),
        "scored_once": queries.team_criteria(version),
        "prerequisites": queries.prerequisites_of(version),
        "stacks": queries.stacks_with(microcredential),
        "versions": queries.versions_of(microcredential),
        "changes": queries.what_changed(version),
    }


@require_safe
def microcredential(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a micro-credential in its current version."""
    found = _published(slug)
    if found.current is None:
        raise Http404
    return render(request, "catalogue/microcredential.html", _sheet(found, found.current))


@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one version, old or current, at the address it keeps for good."""
    found = _published(slug)
    asked = get_object_or_404(
        found.versions.select_related("competency", "published_by"), number=number
    )
    return render(request, "catalogue/microcredential.html", _sheet(found, asked))


@require_safe
def printable(request: HttpRequest, slug: str) -> HttpResponse:
    """Show everything on one page for paper: no navigation, exemplars open."""
    found = _published(slug)
    asked = request.GET.get("version", "")
    version = found.current
    if asked.isdecimal() and len(asked) <= MOST_DIGITS:
        version = get_object_or_404(found.versions.select_related("competency"), number=int(asked))
    if version is None:
        raise Http404
    context = {**_sheet(found, version), "is_print": True}
    return render(request, "catalogue/print.html", context)


@require_safe
def stacks(request: HttpRequest) -> HttpResponse:
    """List the stacks."""
    found = list(queries.all_stacks())
    prefetch_related_objects(found, "members")
    return render(request, "catalogue/stacks.html", {"stacks": found})


@require_safe
def stack(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a stack and what it requires."""
    found = get_object_or_404(queries.all_stacks(), slug=slug)
    context = {"stack": found, "requirement": queries.requirement_of(found)}
    return render(request, "catalogue/stack.html", context)


@require_safe
def framework(request: HttpRequest) -> HttpResponse:
    """Draw the map of competencies, with the same as a list beneath."""
    return render(request, "catalogue/framework.html", {"map": queries.competency_map()})


@require_safe
def competency(request: HttpRequest, code: str) -> HttpResponse:
    """Show a competency, what it builds on and leads to, and what proves it."""
    found = get_object_or_404(Competency, code=code)
    others = list(Competency.objects.order_by("code"))
    context = {
        "competency": found,
        "before": [each for each in others if each.code in found.prerequisites],
        "after": [each for each in others if found.code in each.prerequisites],
        "page": Paginator(queries.published(competency=code), PER_PAGE).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "catalogue/competency.html", context)

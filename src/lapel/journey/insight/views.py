"""A programme's figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lapel.journey.insight import policies
from lapel.journey.insight.queries import (
    LEAST,
    Row,
    Stage,
    aims_beside,
    figures_of,
    lines_of,
    scopes_of,
    shown_awards,
    waves_of,
)
from lapel.journey.people.queries import safe_csv

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lapel.journey.people.models import Organisation, Person

AWARDS_A_PAGE, WAVES_A_PAGE = 50, 10


def stage_names() -> dict[Stage, str]:
    """Give the stages in words."""
    return {
        Stage.JOINED: _("Not enrolled"),
        Stage.ENROLLED: _("Enrolled"),
        Stage.LEARNING: _("Learning"),
        Stage.DRAFTING: _("Collecting evidence"),
        Stage.SUBMITTED: _("Submitted"),
        Stage.IN_REVIEW: _("In review"),
        Stage.EARNED: _("Earned"),
    }


def _scope(request: HttpRequest) -> tuple[list[Organisation], Organisation]:
    """Find the organisation asked for among those she leads; the first if none is asked for."""
    person = cast("Person", request.user)
    if not policies.may_see_figures(person):
        raise PermissionDenied
    scopes = scopes_of(person)
    wanted = request.GET.get("for")
    found = [each for each in scopes if wanted in (None, each.slug)]
    if not found:
        raise Http404
    return scopes, found[0]


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show how many teachers are where, and what they chose to show."""
    scopes, scope = _scope(request)
    figures = figures_of(scope)
    names = stage_names()
    earned = [(row.name, row.counts[-1]) for row in figures.microcredentials]
    facts = {
        "scopes": scopes,
        "figures": figures,
        "least": LEAST,
        "stages": list(names.values()),
        "earned": [(name, count) for name, count in earned if count is not None],
        "page": Paginator(shown_awards(scope), AWARDS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "insight/index.html", facts)


@login_required
@require_safe
def standings(request: HttpRequest) -> HttpResponse:
    """Show where teachers stood at the end of their diagnoses, in waves of ten or more."""
    scopes, scope = _scope(request)
    aims = aims_beside(scope)
    chosen = [each for each in aims if str(each.pk) == request.GET.get("aim")]
    aim = next(iter([*chosen, *aims]), None)
    page = Paginator(waves_of(scope), WAVES_A_PAGE).get_page(request.GET.get("page"))
    facts = {
        "scopes": scopes,
        "scope": scope,
        "aims": aims,
        "aim": aim,
        "least": LEAST,
        "page": page,
        "waves": lines_of(page.object_list, aim).items(),
    }
    return render(request, "insight/standings.html", facts)


@login_required
@require_safe
def export(request: HttpRequest, table: str) -> HttpResponse:
    """Give one of the tables as CSV, exactly as it is shown."""
    _scopes, scope = _scope(request)
    names = stage_names()
    if table == "microcredentials":
        head = [_("Micro-credential"), *names.values()]
        rows = _lines(figures_of(scope).microcredentials)
    elif table == "schools":
        head = [_("School"), *names.values()]
        rows = _lines(figures_of(scope).schools)
    elif table == "awards":
        head = [_("Name"), _("Award"), _("School"), _("Earned on")]
        rows = [
            [each.name, each.title, each.place, each.awarded_on.isoformat()]
            for each in shown_awards(scope)
        ]
    else:
        raise Http404
    response = HttpResponse(safe_csv([head, *rows]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="lapel-{scope.slug}-{table}.csv"'
    return response


def _lines(rows: list[Row]) -> list[list[object]]:
    hidden = _("hidden")
    return [
        [row.name, *[hidden if count is None else count for count in row.counts]] for row in rows
    ]

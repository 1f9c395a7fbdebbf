"""What belongs to no room: the front page, our mark, and the choice of colours."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from lapel.doors.web import styleguide as guide
from lapel.doors.web.context import THEMES
from lapel.doors.web.navigation import address

if TYPE_CHECKING:
    from django.http import HttpRequest

A_YEAR = 60 * 60 * 24 * 365
A_DAY = 60 * 60 * 24
ICON = Path(__file__).parent / "static" / "web" / "lapel.svg"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what Lapel is and where to begin."""
    facts = {"pins": guide.pins(), "catalogue_url": address("catalogue:index")}
    return render(request, "web/home.html", facts)


@require_safe
def icon(_request: HttpRequest) -> HttpResponse:
    """Give our mark where browsers look for it beside what is no page: JSON, pictures, papers."""
    response = HttpResponse(_icon(), content_type="image/svg+xml")
    response["Cache-Control"] = f"public, max-age={A_DAY}"
    return response


@cache
def _icon() -> bytes:
    return ICON.read_bytes()


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component in both themes, to those who build; demo only."""
    if not settings.IS_DEMO:
        raise Http404
    return render(request, "web/styleguide.html", guide.samples(request))


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the visitor's choice of light or dark in a cookie; anything else follows the device."""
    response = HttpResponseRedirect(_way_back(request))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(
            "theme", chosen, max_age=A_YEAR, samesite="Lax", secure=settings.IS_TLS, httponly=True
        )
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


def _way_back(request: HttpRequest) -> str:
    """Give the page the form came from, if it is ours."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if ours and wanted.startswith("/") else "/"

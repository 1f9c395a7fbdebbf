"""What belongs to no room: the front page, our mark, and the choice of colours."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lapel.doors.web import styleguide as guide
from lapel.doors.web.context import THEMES
from lapel.doors.web.navigation import address

if TYPE_CHECKING:
    from django.http import HttpRequest

A_YEAR = 60 * 60 * 24 * 365
A_DAY = 60 * 60 * 24
# As in tokens.css: --cloth of the mark, and --paper that a page begins with.
CLOTH, PAPER = "#263460", "#f6f3ea"
HOME_SCREEN_WIDTHS = (192, 512)
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
def app_manifest(_request: HttpRequest) -> JsonResponse:
    """Say how Lapel stands on a home screen (W3C, Web Application Manifest): it opens Today.

    An iPhone delivers notifications only to pages that stand there. It is fetched without cookies,
    so the language is the browser's.
    """
    icons = [{"src": static("web/lapel.svg"), "sizes": "any", "type": "image/svg+xml"}] + [
        {"src": static(f"web/lapel-{width}.png"), "sizes": f"{width}x{width}", "type": "image/png"}
        for width in HOME_SCREEN_WIDTHS
    ]
    told = {
        "name": "Lapel",
        "description": _("Show what you do well in your own class, and have it count."),
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "id": reverse("home"),
        "scope": reverse("home"),
        "start_url": address("learning:today"),
        "display": "standalone",
        "theme_color": CLOTH,
        "background_color": PAPER,
        "icons": icons,
    }
    response = JsonResponse(told, content_type="application/manifest+json")
    response["Cache-Control"] = f"public, max-age={A_DAY}"
    return response


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

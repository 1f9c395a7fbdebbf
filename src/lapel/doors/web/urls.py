"""Every page's address: the prefix is the room's name."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from lapel.doors.api import badgeconnect, case, oauth, openbadges, openid4vci, vcapi
from lapel.doors.api.service import service
from lapel.doors.web import hosted, identified, jobs, logged, views

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver


def _rooms() -> list[URLPattern | URLResolver]:
    """Include each room's pages under its own name."""
    found: list[URLPattern | URLResolver] = []
    for room in settings.ROOMS:
        module = f"lapel.journey.{room}.urls"
        if find_spec(module):
            found.append(path(f"{room}/", include((import_module(module).urlpatterns, room))))
    return found


urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("favicon.ico", views.icon, name="icon"),
    path("web/lapel.webmanifest", views.app_manifest, name="app-manifest"),
    path("web/styleguide/", views.styleguide, name="styleguide"),
    path("web/theme/", views.theme, name="theme"),
    path("web/language/", set_language, name="language"),
    path("people/", include("lapel.doors.web.accounts.urls")),
    path("record/", jobs.index, name="jobs"),
    path("record/<int:delivery>/again/", jobs.offer_again, name="job-again"),
    path("api/", service.urls),
    path("log/<int:number>/checkpoint", logged.checkpoint, name="log-checkpoint"),
    path("log/<int:number>/tile/<path:path>", logged.tile, name="log-tile"),
    path("log/witness/add-checkpoint", logged.add_checkpoint, name="log-witness"),
    path("id/issuer/<uuid:name>", identified.issuer, name="id-issuer"),
    path("id/issuer/<uuid:name>/did.json", identified.did_document, name="id-did"),
    path("id/issuer/<uuid:name>/revocations", identified.revocations, name="id-revocations"),
    path("id/achievement/<uuid:name>", identified.achievement, name="id-achievement"),
    path(
        "id/achievement/<uuid:name>/image.svg", identified.picture, {"form": "svg"}, name="id-svg"
    ),
    path(
        "id/achievement/<uuid:name>/image.png", identified.picture, {"form": "png"}, name="id-png"
    ),
    path("id/award/<uuid:name>", identified.award, name="id-award"),
    path("id/award/<uuid:name>/refresh", identified.refreshed, name="id-refresh"),
    path("id/endorsement/<uuid:name>", identified.endorsement, name="id-endorsement"),
    path("id/status/<uuid:name>", identified.status, name="id-status"),
    path("id/competency/<uuid:name>", identified.competency, name="id-competency"),
    *case.urlpatterns,
    *openid4vci.urlpatterns,
    *vcapi.urlpatterns,
    *oauth.urlpatterns,
    *openbadges.urlpatterns,
    *badgeconnect.urlpatterns,
    *hosted.urlpatterns,
    *_rooms(),
]

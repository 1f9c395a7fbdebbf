"""What the pages of an organisation have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from lapel.journey.people import policies
from lapel.journey.people.models import Organisation
from lapel.journey.people.queries import organisations_above
from lapel.journey.people.views.me import person_of
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from django.http import HttpRequest

CONFLICT = 409


def reached(request: HttpRequest, slug: str) -> Organisation:
    """Find an organisation whose members the visitor may see; for anyone else there is none."""
    found = get_object_or_404(Organisation.objects.select_related("parent__parent"), slug=slug)
    if not policies.may_see_members(person_of(request), found):
        raise Http404
    return found


def changeable(request: HttpRequest, slug: str) -> Organisation:
    """Find an organisation that the visitor may change; a lead of it may look, and no more."""
    found = reached(request, slug)
    if not policies.may_change_organisation(person_of(request), found):
        raise PermissionDenied
    return found


def placed(request: HttpRequest, here: Organisation, tab: str) -> dict[str, Any]:
    """Give what every page of an organisation shows: the way to it, its tabs and its time."""
    person = person_of(request)
    above = reversed(organisations_above(here)[1:])
    local = now().astimezone(ZoneInfo(here.zone))
    return {
        "organisation": here,
        "line": [each for each in above if policies.may_see_members(person, each)],
        "tab": tab,
        "day": local.date(),
        "clock": f"{local:%H:%M}",
        "may_change": policies.may_change_organisation(person, here),
        "may_found": policies.may_found_under(person, here),
        "may_close": policies.may_close(person, here),
    }

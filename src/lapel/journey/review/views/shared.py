"""What review's views share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from lapel.journey.people.models import Person
from lapel.journey.people.queries import roles_of
from lapel.journey.review.policies import ASSESSORS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lapel.journey.review.actions import Refusal


def person_of(request: HttpRequest) -> Person:
    """Give the signed-in person; the views' decorators see to it that there is one."""
    assert isinstance(request.user, Person)
    return request.user


def render_at_home(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render a page for someone who assesses, with its times in the zone she works in.

    Never in the teacher's zone, which would tell where she lives (R5).
    """
    held = [each for each in roles_of(request.user) if each.role in ASSESSORS]
    zone = ZoneInfo(held[0].organisation.zone if held else "UTC")
    with timezone.override(zone):
        return render(request, template, context, status=status)


def refused(request: HttpRequest, refusal: Refusal, *address: object) -> HttpResponse:
    """Say no in a sentence and lead on to a page."""
    messages.error(request, str(refusal))
    return redirect(*address)  # type: ignore[call-overload, no-any-return]  # a name and its parts

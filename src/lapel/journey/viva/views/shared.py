"""What viva's views share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from lapel.journey.people.models import Person
from lapel.journey.people.queries import roles_of
from lapel.journey.viva.actions import Refusal
from lapel.journey.viva.policies import ASSESSORS

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from django.http import HttpRequest, HttpResponse


def person_of(request: HttpRequest) -> Person:
    """Give the signed-in person; the views' decorators see to it that there is one."""
    assert isinstance(request.user, Person)
    return request.user


def at_home(request: HttpRequest) -> AbstractContextManager[None]:
    """Read and show times in the zone somebody assesses in, never in the teacher's (R5)."""
    held = [each for each in roles_of(request.user) if each.role in ASSESSORS]
    return timezone.override(ZoneInfo(held[0].organisation.zone if held else "UTC"))


def render_at_home(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render a page for somebody who assesses."""
    with at_home(request):
        return render(request, f"viva/{template}.html", context, status=status)


def done(
    request: HttpRequest, act: Callable[[], object], said: str, *address: object
) -> HttpResponse:
    """Act, say so or say why not, and lead on to a page."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(*address)  # type: ignore[call-overload, no-any-return]  # a name and its parts

"""What review's views share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect

from lapel.journey.people.models import Person

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lapel.journey.review.actions import Refusal


def person_of(request: HttpRequest) -> Person:
    """Give the signed-in person; the views' decorators see to it that there is one."""
    assert isinstance(request.user, Person)
    return request.user


def refused(request: HttpRequest, refusal: Refusal, *address: object) -> HttpResponse:
    """Say no in a sentence and lead on to a page."""
    messages.error(request, str(refusal))
    return redirect(*address)  # type: ignore[call-overload, no-any-return]

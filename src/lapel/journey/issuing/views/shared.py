"""Who stands before the pages of issuing."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.core.exceptions import PermissionDenied

from lapel.journey.issuing.policies import may_issue

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lapel.journey.people.models import Person


def officer(request: HttpRequest) -> Person:
    """Give the issuer officer who asks; anybody else is refused."""
    person = cast("Person", request.user)
    if not may_issue(person):
        raise PermissionDenied
    return person

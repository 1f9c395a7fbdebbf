"""What the ledger's pages share: hers or 404."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from lapel.journey.people.models import Person

    View = Callable[..., HttpResponse]


def hers(view: View) -> View:
    """Make a view for those who are signed in, where another's classes do not exist."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ObjectDoesNotExist:
            raise Http404 from None

    return guarded


def person_of(request: HttpRequest) -> Person:
    """Give the signed-in person."""
    return cast("Person", request.user)


def sentence_of(error: ValidationError) -> str:
    """Give the first sentence of a refusal."""
    return str(error.messages[0])

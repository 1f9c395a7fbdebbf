"""What the room's views share: who asks, hers or 404, and a page's or a script's answer."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lapel.journey.evidence.queries import draft_of
from lapel.journey.files.actions import WaitError

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest

    View = Callable[..., HttpResponse]

    from lapel.journey.evidence.models import Draft
    from lapel.journey.people.models import Person

MOST_DIGITS = 15


def hers(view: View) -> View:
    """Make a view for those who are signed in, where another's things do not exist."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ObjectDoesNotExist:
            raise Http404 from None
        except WaitError as wait:
            return asked_to_wait(request, wait)

    return guarded


def asked_to_wait(request: HttpRequest, wait: WaitError) -> HttpResponse:
    """Say to a script or on a page that more can be sent later (RFC 6585, section 4)."""
    if wants_json(request):
        response: HttpResponse = JsonResponse({"sentence": wait.sentence})
    else:
        response = render(request, "evidence/wait.html", {"sentence": wait.sentence})
    response.status_code = 429 if wait.is_hers else 503
    response["Retry-After"] = str(wait.seconds)
    return response


def person_of(request: HttpRequest) -> Person:
    """Give the signed-in person."""
    return cast("Person", request.user)


def her_draft(request: HttpRequest, draft_id: UUID) -> Draft:
    """Find her draft."""
    return draft_of(person_of(request), draft_id)


def wants_json(request: HttpRequest) -> bool:
    """Tell whether a script of ours asks, rather than a form."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def sentence_of(error: ValidationError) -> str:
    """Give the first sentence of a refusal."""
    return str(error.messages[0])


def refused(request: HttpRequest, draft_id: UUID, error: ValidationError) -> HttpResponse:
    """Say a refusal to a script (422) or on the draft's page."""
    if wants_json(request):
        return JsonResponse({"sentence": sentence_of(error)}, status=422)
    messages.error(request, sentence_of(error))
    return redirect("evidence:draft", draft_id)


def whole_number(request: HttpRequest, name: str) -> int:
    """Read a number from a form, or refuse what no form of ours sends."""
    value = request.POST.get(name, "")
    if not (value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS):
        raise ValidationError(_("Something was missing; please load this page again."))
    return int(value)

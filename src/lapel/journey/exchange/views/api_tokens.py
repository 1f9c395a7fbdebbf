"""Administrators keep the tokens of their organisations' own programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lapel.journey.exchange import actions
from lapel.journey.exchange.forms import ApiTokenForm
from lapel.journey.exchange.policies import may_keep_tokens
from lapel.journey.exchange.queries.api_tokens import api_tokens_of, issuing_organisations
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from lapel.journey.people.models import Person

TOKENS_A_PAGE = 30


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Show the tokens; make one, which is shown on this answer alone."""
    person = cast("Person", request.user)
    if not may_keep_tokens(person):
        raise PermissionDenied
    form = ApiTokenForm(request.POST or None, organisations=issuing_organisations(person))
    made = ""
    if request.method == "POST" and form.is_valid():
        made = actions.make_api_token(person=person, **form.cleaned_data)
        form = ApiTokenForm(organisations=issuing_organisations(person))
    page = Paginator(api_tokens_of(person), TOKENS_A_PAGE).get_page(request.GET.get("page"))
    facts = {"page": page, "form": form, "made": made, "now": now()}
    status = 422 if form.is_bound else 200
    return render(request, "exchange/api_tokens.html", facts, status=status)


@login_required
@require_POST
def end(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """End a token at once."""
    try:
        actions.end_api_token(person=cast("Person", request.user), token_id=token_id)
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, _("The token has ended."))
    return redirect("exchange:api-tokens")

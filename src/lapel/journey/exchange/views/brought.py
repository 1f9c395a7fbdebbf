"""Badges that a holder brought from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapel.journey.exchange import actions, queries
from lapel.journey.exchange.forms import BringForm
from lapel.journey.exchange.models import Brought

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from lapel.journey.people.models import Person

BADGES_A_PAGE = 30
RATE = {"bring": "30/m/user"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def brought(request: HttpRequest) -> HttpResponse:
    """Show a person's badges from elsewhere, and take another."""
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        answer = _bring(request, form)
        if answer is not None:
            return answer
    found = queries.brought_badges(cast("Person", request.user))
    page = Paginator(found, BADGES_A_PAGE).get_page(request.GET.get("page"))
    status = 422 if form.is_bound else 200
    return render(request, "exchange/brought.html", {"page": page, "form": form}, status=status)


def _bring(request: HttpRequest, form: BringForm) -> HttpResponse | None:
    """Keep what the form brings; None where it has to be shown again."""
    slow: HttpResponse | None = ratelimit.consume_or_429(
        request, app="lapel.journey.exchange", action="bring", config=RATE
    )
    if slow is not None:
        return slow
    if not form.is_valid():
        return None
    content = form.cleaned_data["file"].read(queries.LARGEST + 1)
    try:
        made = actions.bring_badge(person=cast("Person", request.user), content=content)
    except actions.Refused as refusal:
        form.add_error("file", str(refusal))
        return None
    said = {
        actions.Made.NEW: _("The badge is in your portfolio now."),
        actions.Made.REPLACED: _("The badge took the place of its earlier version."),
        actions.Made.SAME: _("You have this badge here already."),
    }
    messages.success(request, said[made])
    return redirect("exchange:brought")


@login_required
@require_POST
def check(request: HttpRequest, brought_id: UUID) -> HttpResponse:
    """Verify one of them again."""
    slow: HttpResponse | None = ratelimit.consume_or_429(
        request, app="lapel.journey.exchange", action="bring", config=RATE
    )
    if slow is not None:
        return slow
    try:
        actions.check_again(person=cast("Person", request.user), brought_id=brought_id)
    except Brought.DoesNotExist:
        raise Http404 from None
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The badge was checked again."))
    return redirect("exchange:brought")


@login_required
@require_POST
def discard(request: HttpRequest, brought_id: UUID) -> HttpResponse:
    """Delete one of them."""
    try:
        actions.discard_badge(person=cast("Person", request.user), brought_id=brought_id)
    except Brought.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("The badge was deleted."))
    return redirect("exchange:brought")


@login_required
@require_safe
def download(request: HttpRequest, brought_id: UUID) -> HttpResponse:
    """Give one of them back exactly as it came."""
    found = Brought.objects.filter(pk=brought_id, person=cast("Person", request.user)).first()
    if found is None:
        raise Http404
    is_token = found.form == Brought.Form.TOKEN
    response = HttpResponse(
        found.text, content_type="text/plain" if is_token else "application/json"
    )
    name = f"{slugify(found.name) or 'badge'}{'.jwt' if is_token else '.json'}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"  # noqa: FBT003 (Django's own)
    response["Cache-Control"] = "private, no-cache"
    return response

"""Anchors keyed: each person on her own, then agreed (R16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.qualification import actions, policies, queries
from lapel.journey.qualification.models import LEVELS, Portfolio
from lapel.journey.qualification.views.shared import person_of, refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


def _anchor(request: HttpRequest, portfolio_id: UUID) -> Portfolio:
    """Find an anchor in use that she keys; for anyone else there is none."""
    found = Portfolio.objects.select_related("version__microcredential__organisation")
    found = found.filter(use=Portfolio.Use.ANCHOR, retired_at__isnull=True)
    portfolio = found.filter(pk=portfolio_id).first()
    if portfolio is None or not queries.may_key(person_of(request), portfolio):
        raise Http404
    return portfolio


@login_required
@never_cache
@require_safe
def keys(request: HttpRequest, portfolio_id: UUID) -> HttpResponse:
    """Show an anchor to be keyed; the keys of others only after hers."""
    portfolio = _anchor(request, portfolio_id)
    person = person_of(request)
    context = {
        "portfolio": portfolio,
        "microcredential": portfolio.version.microcredential,
        "sections": queries.sections_of(portfolio, viewer=person),
        "rows": queries.keyed_rows(person, portfolio),
        "sees": queries.has_keyed(person, portfolio),
        "keeps": policies.may_keep(person, portfolio.version.microcredential.organisation),
        "levels": LEVELS,
    }
    return render(request, "qualification/keys.html", context)


@login_required
@require_POST
def give(request: HttpRequest, portfolio_id: UUID, criterion: str) -> HttpResponse:
    """Keep her own key."""
    return _act(request, portfolio_id, criterion, actions.give_key, _("Your key is kept."))


@login_required
@require_POST
def agree(request: HttpRequest, portfolio_id: UUID, criterion: str) -> HttpResponse:
    """Put the agreed key into force."""
    return _act(request, portfolio_id, criterion, actions.agree_key, _("Agreed."))


def _act(
    request: HttpRequest,
    portfolio_id: UUID,
    criterion: str,
    act: Callable[..., object],
    said: str,
) -> HttpResponse:
    portfolio = _anchor(request, portfolio_id)
    try:
        act(
            person=person_of(request),
            portfolio_id=portfolio.pk,
            criterion=criterion,
            level=request.POST.get("level", ""),
            reason=request.POST.get("reason", ""),
        )
    except PermissionDenied:
        raise Http404 from None
    except actions.Refusal as refusal:
        return refused(request, refusal, "qualification:keys", portfolio.pk)
    messages.success(request, said)
    return redirect(f"{reverse('qualification:keys', args=[portfolio.pk])}#{criterion}")


@login_required
@require_POST
def contest(request: HttpRequest, portfolio_id: UUID, criterion: str) -> HttpResponse:
    """Say that an agreed key is wrong: it is keyed anew."""
    portfolio = _anchor(request, portfolio_id)
    try:
        actions.contest_key(
            person=person_of(request),
            portfolio_id=portfolio.pk,
            criterion=criterion,
            reason=request.POST.get("reason", ""),
        )
    except actions.Refusal as refusal:
        return refused(request, refusal, "qualification:keys", portfolio.pk)
    messages.info(request, _("This criterion is keyed anew; until then the agreed key stands."))
    return redirect(f"{reverse('qualification:keys', args=[portfolio.pk])}#{criterion}")

"""The watch over assessors: the mirror, a pause, the lead's control room, the promise (R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lapel.domain.rubrics.drift import SCORINGS
from lapel.domain.rubrics.norms import ANCHORS, STANDARD
from lapel.journey.qualification import actions, policies, queries
from lapel.journey.qualification.models import Pause
from lapel.journey.qualification.views.shared import person_of, refused

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

ROWS_A_PAGE = 25


@login_required
@never_cache
@require_safe
def mirror(request: HttpRequest) -> HttpResponse:
    """Show an assessor how she scores beside others; nobody but her."""
    person = person_of(request)
    if not policies.may_train(person):
        raise PermissionDenied
    mirrors = [queries.mirror_of(person, each) for each in queries.watched_organisations(person)]
    shown = {
        each.organisation.pk: queries.behind(person.pk, each.organisation.pk)
        for each in mirrors
        if not each.is_steady
    }
    context = {"mirrors": [(each, shown.get(each.organisation.pk, [])) for each in mirrors]}
    return render(request, "qualification/mirror.html", {**context, "person": person})


def _pause(request: HttpRequest, pause_id: UUID) -> Pause:
    """Find a pause of hers, or one she decides on; for anyone else there is none."""
    found = Pause.objects.select_related("person", "organisation").filter(pk=pause_id).first()
    if found is None or not policies.may_read(person_of(request), found):
        raise Http404
    return found


@login_required
@never_cache
@require_safe
def pause(request: HttpRequest, pause_id: UUID) -> HttpResponse:
    """Show a pause and the cases behind it, to her and to who decides on it."""
    found = _pause(request, pause_id)
    is_hers = found.person_id == request.user.pk
    context = {
        "pause": found,
        "is_hers": is_hers,
        "shown": [] if found.lifted_at else queries.behind(found.person_id, found.organisation_id),
    }
    return render(request, "qualification/pause.html", context)


@login_required
@require_POST
def contest(request: HttpRequest, pause_id: UUID) -> HttpResponse:
    """Say something against one's own pause."""
    found = _own(request, pause_id)
    try:
        actions.contest_pause(
            person=person_of(request), pause_id=found.pk, words=request.POST.get("words", "")
        )
    except actions.Refusal as refusal:
        return refused(request, refusal, "qualification:pause", found.pk)
    messages.success(request, _("A lead assessor reads it before she decides."))
    return redirect("qualification:pause", found.pk)


def _own(request: HttpRequest, pause_id: UUID) -> Pause:
    found = _pause(request, pause_id)
    if found.person_id != request.user.pk:
        raise Http404
    return found


@login_required
@require_POST
def contest_anchor(
    request: HttpRequest, pause_id: UUID, portfolio_id: UUID, criterion: str
) -> HttpResponse:
    """Say that the key of an anchor she was held against is wrong: it is keyed anew."""
    found = _own(request, pause_id)
    held = {
        each.told.sign.portfolio_id
        for each in queries.behind(found.person_id, found.organisation_id)
    }
    if portfolio_id not in held:
        raise Http404
    try:
        actions.contest_key(
            person=person_of(request),
            portfolio_id=portfolio_id,
            criterion=criterion,
            reason=request.POST.get("reason", ""),
        )
    except actions.Refusal as refusal:
        return refused(request, refusal, "qualification:pause", found.pk)
    messages.success(request, _("Two people key this criterion anew, without seeing the old key."))
    return redirect("qualification:pause", found.pk)


@login_required
@require_POST
def decide(request: HttpRequest, pause_id: UUID) -> HttpResponse:
    """Confirm or lift a pause."""
    found = _pause(request, pause_id)
    if not policies.may_decide(person_of(request), found):
        raise Http404
    act = actions.lift_pause if "lift" in request.POST else actions.confirm_pause
    try:
        act(person=person_of(request), pause_id=found.pk, words=request.POST.get("words", ""))
    except actions.Refusal as refusal:
        return refused(request, refusal, "qualification:pause", found.pk)
    messages.success(request, _("Decided. She has been told, in your words."))
    return redirect("qualification:control")


@login_required
@never_cache
@require_safe
def control(request: HttpRequest) -> HttpResponse:
    """Show a lead which pauses wait for her, and how the assessors of her organisations stand."""
    person = person_of(request)
    if not policies.may_lead(person):
        raise PermissionDenied
    pauses = Paginator(queries.pauses_led_by(person), ROWS_A_PAGE)
    contested = Paginator(queries.contested_keys(person), ROWS_A_PAGE)
    on_own = Paginator(queries.qualified_on_own_keys(person), ROWS_A_PAGE)
    context = {
        "pauses": pauses.get_page(request.GET.get("pauses")),
        "states": queries.states_led_by(person),
        "contested": contested.get_page(request.GET.get("page")),
        "on_own_keys": on_own.get_page(request.GET.get("own")),
        "person": person,
    }
    return render(request, "qualification/control.html", context)


@require_safe
def promise(request: HttpRequest) -> HttpResponse:
    """Say in public how often the watch is wrong, and how soon it is right."""
    context = {
        "promises": queries.promises(),
        "anchors": ANCHORS * 100,
        "hidden_here": settings.HIDDEN_ANCHORS * 100,
        "scorings": SCORINGS,
        "test": STANDARD,
    }
    return render(request, "qualification/promise.html", context)

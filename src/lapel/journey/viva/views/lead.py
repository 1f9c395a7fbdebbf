"""A lead's pages: a talk that does not come about, and asking for one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.integrity.actions import Refusal as IntegrityRefusal
from lapel.journey.integrity.actions import dismiss_match
from lapel.journey.integrity.models import Match
from lapel.journey.integrity.queries import match_led_by
from lapel.journey.review.actions import Refusal as ReviewRefusal
from lapel.journey.review.actions import ask_for_viva
from lapel.journey.viva import actions, policies, queries
from lapel.journey.viva.forms import AskForm, SettleForm
from lapel.journey.viva.models import Viva
from lapel.journey.viva.views.shared import done, person_of, render_at_home

if TYPE_CHECKING:
    from django.http import HttpRequest


def _led(request: HttpRequest, viva_id: UUID) -> Viva:
    try:
        return queries.viva_led_by(person_of(request), viva_id)
    except Viva.DoesNotExist:
        raise Http404 from None


@login_required
@require_safe
def overseen(request: HttpRequest, viva_id: UUID) -> HttpResponse:
    """Show a lead where a talk stands; what was said only once she has to find on it."""
    return _page(request, _led(request, viva_id), SettleForm())


def _page(request: HttpRequest, viva: Viva, form: SettleForm, status: int = 200) -> HttpResponse:
    listens = policies.may_listen(request.user, viva)
    context = {
        "viva": viva,
        "form": form,
        "readings": queries.questions_of(viva) if listens else [],
        "is_stopped": not viva.is_over and viva.case.state != "hold_viva",
    }
    return render_at_home(request, "overseen", context, status)


@login_required
@require_POST
def settle(request: HttpRequest, viva_id: UUID) -> HttpResponse:
    """Give more time, or let the case go on without a talk."""
    viva = _led(request, viva_id)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _page(request, viva, form, 422)
    person, told = person_of(request), form.cleaned_data
    return done(
        request,
        lambda: actions.settle_viva(
            person=person,
            viva_id=viva_id,
            goes_on=told["goes_on"] == "yes",
            words=told["words"],
        ),
        _("Decided. The teacher reads your words on her page."),
        "viva:overseen",
        viva_id,
    )


@login_required
@require_POST
def ask(request: HttpRequest, match_id: UUID) -> HttpResponse:
    """Ask for a talk about one side of a match, in place of an inquiry; this settles the match."""
    person = person_of(request)
    try:
        match = match_led_by(person, match_id)
    except Match.DoesNotExist:
        raise Http404 from None
    form = AskForm(request.POST, match=match)
    if not form.is_valid():
        messages.error(request, _("Choose whom to talk with, and say why."))
        return redirect("integrity:match", match_id)
    try:
        _ask(request, match, form)
    except (ObjectDoesNotExist, PermissionDenied):
        raise Http404 from None
    except (ReviewRefusal, IntegrityRefusal) as refusal:
        messages.error(request, str(refusal))
        return redirect("integrity:match", match_id)
    messages.success(request, _("A talk comes before the award, if there is to be one."))
    return redirect("integrity:index")


def _ask(request: HttpRequest, match: Match, form: AskForm) -> None:
    person, words = person_of(request), form.cleaned_data["words"]
    reason = _("A talk is asked for instead: %(words)s") % {"words": words}
    with transaction.atomic():  # both or neither, where another lead settles it meanwhile
        ask_for_viva(person=person, submission_id=UUID(form.cleaned_data["about"]), words=words)
        dismiss_match(person=person, match_id=match.pk, reason=reason)

"""A lead's pages: what is alike, beside each other, and inquiries she oversees."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.integrity import actions, policies, queries
from lapel.journey.integrity.forms import DismissForm, FindForm, OpenForm
from lapel.journey.integrity.models import Finding, Inquiry, Match
from lapel.journey.people.models import Person, Role
from lapel.journey.people.queries import roles_of

if TYPE_CHECKING:
    from typing import Any
    from uuid import UUID

    from django import forms
    from django.http import HttpRequest

MATCHES_A_PAGE = 50
INQUIRIES_A_PAGE = 25


def person_of(request: HttpRequest) -> Person:
    """Give the signed-in person; the views' decorators see to it that there is one."""
    assert isinstance(request.user, Person)
    return request.user


def _render(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render with times in the lead's own zone, which tells nothing of the teachers'."""
    held = [each for each in roles_of(request.user) if each.role == Role.LEAD_ASSESSOR]
    with timezone.override(ZoneInfo(held[0].organisation.zone if held else "UTC")):
        return render(request, f"integrity/{template}.html", context, status=status)


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List what is alike and not looked at yet, and the inquiries."""
    if not policies.may_lead(request.user):
        raise PermissionDenied
    person = person_of(request)
    page = Paginator(queries.open_matches_led_by(person), MATCHES_A_PAGE)
    inquiries = queries.inquiries_led_by(person)
    open_ = Paginator(inquiries.filter(closed_at=None), INQUIRIES_A_PAGE)
    closed = Paginator(inquiries.exclude(closed_at=None), INQUIRIES_A_PAGE)
    context = {
        "page_obj": page.get_page(request.GET.get("page")),
        "open_inquiries": open_.get_page(request.GET.get("open")),
        "closed_inquiries": closed.get_page(request.GET.get("closed")),
    }
    return _render(request, "index", context)


def _match(request: HttpRequest, match_id: UUID) -> Match:
    try:
        return queries.match_led_by(person_of(request), match_id)
    except Match.DoesNotExist:
        raise Http404 from None


@login_required
@require_safe
def match(request: HttpRequest, match_id: UUID) -> HttpResponse:
    """Show what is alike beside each other, without a name; the look is written down."""
    return _match_page(request, _match(request, match_id))


def _match_page(
    request: HttpRequest,
    found: Match,
    *,
    dismiss: forms.Form | None = None,
    ask: forms.Form | None = None,
) -> HttpResponse:
    actions.look_at(person=person_of(request), match=found)
    context = {
        "match": found,
        "pairs": queries.pairs_of(found, viewer=person_of(request)),
        "dismiss": dismiss or DismissForm(),
        "ask": ask or OpenForm(match=found),
        "inquiry": found.inquiries.first(),
    }
    return _render(request, "match", context, status=422 if dismiss or ask else 200)


@login_required
@require_POST
def dismiss(request: HttpRequest, match_id: UUID) -> HttpResponse:
    """Settle a match as nothing."""
    found = _match(request, match_id)
    form = DismissForm(request.POST)
    if not form.is_valid():
        return _match_page(request, found, dismiss=form)
    try:
        actions.dismiss_match(
            person=person_of(request), match_id=match_id, reason=form.cleaned_data["reason"]
        )
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("integrity:match", match_id)
    messages.success(request, _("Dismissed. Neither teacher is told."))
    return redirect("integrity:index")


@login_required
@require_POST
def ask(request: HttpRequest, match_id: UUID) -> HttpResponse:
    """Open an inquiry."""
    found = _match(request, match_id)
    form = OpenForm(request.POST, match=found)
    if not form.is_valid():
        return _match_page(request, found, ask=form)
    try:
        inquiry = actions.open_inquiry(
            person=person_of(request), match_id=match_id, **form.cleaned_data
        )
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("integrity:match", match_id)
    messages.success(request, _("The teacher is asked. Her assessment waits for it."))
    return redirect("integrity:inquiry", inquiry.pk)


def _inquiry(request: HttpRequest, inquiry_id: UUID) -> Inquiry:
    try:
        return queries.inquiry_led_by(person_of(request), inquiry_id)
    except Inquiry.DoesNotExist:
        raise Http404 from None


@login_required
@require_safe
def inquiry(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """Show what was asked, what the teacher says, and how it grew where she allows it."""
    return _inquiry_page(request, _inquiry(request, inquiry_id), FindForm())


def _inquiry_page(
    request: HttpRequest, found: Inquiry, form: FindForm, status: int = 200
) -> HttpResponse:
    is_hers = found.opened_by_id == person_of(request).pk
    context = {
        "inquiry": found,
        "form": form,
        "steps": queries.steps_of(found) if found.shows_process else [],
        "grown": queries.grown_of(found) if found.shows_process else [],
        "must_wait": is_hers and queries.others_who_may_find(found).exists(),
    }
    return _render(request, "inquiry", context, status)


@login_required
@require_POST
def find(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """Close an inquiry with a finding."""
    found = _inquiry(request, inquiry_id)
    form = FindForm(request.POST)
    if not form.is_valid():
        return _inquiry_page(request, found, form, 422)
    try:
        actions.close_inquiry(
            person=person_of(request),
            inquiry_id=inquiry_id,
            finding=Finding(form.cleaned_data["finding"]),
            reason=form.cleaned_data["reason"],
        )
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Closed. The teacher is told."))
    return redirect("integrity:inquiry", inquiry_id)

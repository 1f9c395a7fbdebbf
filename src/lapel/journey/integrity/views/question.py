"""A teacher's page of a question about her own work, and her reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.integrity import actions, queries
from lapel.journey.integrity.forms import ReplyForm
from lapel.journey.integrity.models import Inquiry
from lapel.journey.integrity.views.lead import person_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


def _own(request: HttpRequest, inquiry_id: UUID) -> Inquiry:
    try:
        return queries.inquiry_of(person_of(request), inquiry_id)
    except Inquiry.DoesNotExist:
        raise Http404 from None


@login_required
@require_safe
def question(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """Show what was seen, where in her work, and what she may do."""
    return _page(request, _own(request, inquiry_id), ReplyForm())


def _page(request: HttpRequest, found: Inquiry, form: ReplyForm, status: int = 200) -> HttpResponse:
    context = {
        "inquiry": found,
        "form": form,
        "marked": queries.marked_own(found),
        "steps": queries.steps_of(found),
        "grown": queries.grown_of(found),
    }
    return render(request, "integrity/question.html", context, status=status)


@login_required
@require_POST
def reply(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """Take her side."""
    found = _own(request, inquiry_id)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, 422)
    try:
        actions.reply_to_inquiry(
            person=person_of(request), inquiry_id=inquiry_id, **form.cleaned_data
        )
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your reply is with the lead assessors."))
    return redirect("integrity:question", inquiry_id)

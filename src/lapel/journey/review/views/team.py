"""A lead passes on to a teammate what was made better for a piece they share (R24)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lapel.journey.review import actions, policies, queries
from lapel.journey.review.views.shared import person_of, refused

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@login_required
@require_POST
def pass_on(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Let a decided case have the better level."""
    person = person_of(request)
    if not policies.may_lead(person):
        raise Http404
    get_object_or_404(queries.cases_led_by(person), pk=case_id)
    try:
        actions.pass_on_to_teammate(person=person, case_id=case_id)
    except actions.Refusal as refusal:
        return refused(request, refusal, "review:lead")
    messages.success(request, _("Passed on. Her teammate has a new letter."))
    return redirect("review:lead")

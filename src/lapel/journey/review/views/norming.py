"""The first cases of a rubric, discussed by those who scored them and their lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.review import actions, policies, queries
from lapel.journey.review.forms import NormingForm
from lapel.journey.review.queries.norming import candidates_of, normed_rows, pilots
from lapel.journey.review.views.shared import person_of, refused, render_at_home

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from lapel.journey.review.models import Case


def _pilot(request: HttpRequest, case_id: UUID) -> Case:
    return get_object_or_404(pilots(person_of(request)), pk=case_id)


@login_required
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the first cases of rubrics that she scored or leads, once they are decided."""
    person = person_of(request)
    if not policies.may_assess(person):
        raise PermissionDenied
    led = queries.led_microcredentials(person) if policies.may_lead(person) else []
    context = {"cases": pilots(person), "led": led}
    return render_at_home(request, "review/norming.html", context)


@login_required
@never_cache
@require_safe
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show a case's levels side by side to whom has opened it, else what opening it means."""
    found, person = _pilot(request, case_id), person_of(request)
    norming = getattr(found, "norming", None)
    is_read = found.norming_readings.filter(person=person).exists()
    initial = {"agreed": norming.agreed, "is_candidate": norming.is_candidate} if norming else {}
    context = {
        "case": found,
        "is_read": is_read,
        "rows": normed_rows(found) if is_read else [],
        "norming": norming if is_read else None,
        "leads": policies.may_lead(person, found.microcredential.organisation),
        "form": NormingForm(initial=initial),
    }
    return render_at_home(request, "review/normed.html", context)


@login_required
@require_POST
def read(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Open it to her."""
    _pilot(request, case_id)
    try:
        actions.read_norming(person=person_of(request), case_id=case_id)
    except actions.Refusal as refusal:
        return refused(request, refusal, "review:normed", case_id)
    return redirect("review:normed", case_id)


@login_required
@require_POST
def write(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Keep what was agreed."""
    found = _pilot(request, case_id)
    if not policies.may_lead(person_of(request), found.microcredential.organisation):
        raise Http404
    form = NormingForm(request.POST)
    agreed = form.cleaned_data["agreed"] if form.is_valid() else ""
    try:
        actions.write_norming(
            person=person_of(request),
            case_id=case_id,
            agreed=agreed,
            is_candidate="is_candidate" in request.POST,
        )
    except actions.Refusal as refusal:
        return refused(request, refusal, "review:normed", case_id)
    messages.success(request, _("Saved."))
    return redirect("review:normed", case_id)


@login_required
@require_safe
def candidates(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a lead the candidates for anchors as JSON."""
    person = person_of(request)
    if not policies.may_lead(person):
        raise Http404
    found = get_object_or_404(queries.led_microcredentials(person), slug=slug)
    return JsonResponse(candidates_of(found, person))

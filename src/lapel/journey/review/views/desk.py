"""An assessor's desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.qualification.queries import open_pauses
from lapel.journey.review import actions, policies, queries
from lapel.journey.review.models import Assessment
from lapel.journey.review.views.shared import person_of, refused, render_at_home

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

DONE_SHOWN = 20


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show what an assessor holds, what waits for her, what she kept and what she finished."""
    person = person_of(request)
    if not policies.may_assess(person):
        raise PermissionDenied
    held = queries.open_assessment(person)
    leads = policies.may_lead(person)
    return render_at_home(
        request,
        "review/index.html",
        {
            "held": held,
            "waits": not held and any(True for _each in queries.free_seats(person)),
            "leads": leads,
            "pauses": open_pauses().filter(person=person),
            "disputes": leads and not held and any(queries.free_adjudications(person)),
            "kept": queries.kept_assessments(person),
            "done": queries.finished_assessments(person)[:DONE_SHOWN],
        },
    )


@login_required
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take the next one."""
    taken = actions.take_next(person=person_of(request))
    if taken is None:
        messages.info(request, _("Nothing waits for you now."))
        return redirect("review:index")
    return redirect("review:assess", taken.pk)


@login_required
@require_POST
def take_kept(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Take again what she left unfinished."""
    if not Assessment.objects.filter(pk=assessment_id, assessor=person_of(request)).exists():
        raise Http404
    try:
        taken = actions.take_kept(person=person_of(request), assessment_id=assessment_id)
    except actions.Refusal as refusal:
        return refused(request, refusal, "review:index")
    return redirect("review:assess", taken.pk)

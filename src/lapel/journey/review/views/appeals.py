"""A teacher's appeal: made and taken back from the page of her letter (R14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lapel.journey.review import actions
from lapel.journey.review.models import Case
from lapel.journey.review.policies import may_track
from lapel.journey.review.views.shared import person_of, refused
from lapel.journey.review.views.tracker import appeal_form_for, tracker_page

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


def _own_case(request: HttpRequest, submission_id: UUID) -> Case:
    """Find the case of a submission of hers; for anyone else there is none."""
    found = Case.objects.select_related("submission", "decision__letter", "version")
    case = found.filter(submission=submission_id).first()
    if case is None or not may_track(person_of(request), case.submission):
        raise Http404
    return case


@login_required
@require_POST
def appeal(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Have a third assessor look at what she contests."""
    form = appeal_form_for(_own_case(request, submission_id), request.POST)
    if form is not None and not form.is_valid():
        return tracker_page(request, submission_id, appeal_form=form, status=422)
    try:
        actions.appeal_decision(
            person=person_of(request),
            submission_id=submission_id,
            criteria=form.cleaned_data["criteria"] if form else [],
            words=form.cleaned_data["words"] if form else "",
        )
    except actions.Refusal as refusal:
        return refused(request, refusal, "review:tracker", submission_id)
    messages.success(request, _("Your appeal is made. A third assessor looks at it afresh."))
    return redirect("review:tracker", submission_id)


@login_required
@require_POST
def take_back(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """End her appeal."""
    _own_case(request, submission_id)
    try:
        actions.take_back_appeal(person=person_of(request), submission_id=submission_id)
    except actions.Refusal as refusal:
        return refused(request, refusal, "review:tracker", submission_id)
    messages.info(request, _("You took the appeal back. The decision stands."))
    return redirect("review:tracker", submission_id)

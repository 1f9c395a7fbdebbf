"""Decided cases, scoring one of them again, and what a lead makes of a lower outcome (R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lapel.domain.rubrics.lifecycle import Look
from lapel.journey.review import actions, policies, queries
from lapel.journey.review.forms import AgainForm, LookForm
from lapel.journey.review.models import OUTCOMES
from lapel.journey.review.queries.looks import decided_cases, look_rows, looks_of, open_look
from lapel.journey.review.views.shared import person_of, refused, render_at_home

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from lapel.journey.review.models import Case

CASES_A_PAGE = 50


@login_required
@require_safe
def decided(request: HttpRequest) -> HttpResponse:
    """List decided cases with how many scored them; neither outcome nor people are shown."""
    if not policies.may_lead(person_of(request)):
        raise PermissionDenied
    found = decided_cases(queries.cases_led_by(person_of(request)))
    page = Paginator(found, CASES_A_PAGE).get_page(request.GET.get("page"))
    return render_at_home(request, "review/decided.html", {"page_obj": page})


def look_context(case: Case, form: LookForm | None = None) -> dict[str, Any]:
    """Give what a case's page shows of second looks at it, and what a lead may do."""
    look = open_look(case)
    waits = look is not None and look.state == Look.FOR_A_LEAD
    shown: dict[str, Any] = {"looks": looks_of(case), "may_again": queries.may_score_again(case)}
    if look is None or not waits:
        return {**shown, "again_form": AgainForm()}
    return {
        **shown,
        "look_form": form or LookForm(),
        "told": OUTCOMES[look.decision.outcome],  # type: ignore[index]  # its keys are texts
        "found": OUTCOMES[look.outcome],  # type: ignore[index]  # its keys are texts
        "look_rows": look_rows(case, look),
    }


def _case(request: HttpRequest, case_id: UUID) -> Case:
    if not policies.may_lead(person_of(request)):
        raise Http404
    return get_object_or_404(queries.cases_led_by(person_of(request)), pk=case_id)


@login_required
@require_POST
def again(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Have a case scored again."""
    _case(request, case_id)
    why = request.POST.get("why", "")[:1000]
    try:
        actions.score_again(case_id=case_id, why=why, person=person_of(request))
    except actions.Refusal as refusal:
        return refused(request, refusal, "review:case", case_id)
    messages.success(request, _("Another assessor is asked. The decision stands meanwhile."))
    return redirect("review:case", case_id)


@login_required
@require_POST
def settle(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Decide whether a lower outcome stands."""
    _case(request, case_id)
    form = LookForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what is to happen, and say in a sentence why."))
        return redirect("review:case", case_id)
    try:
        actions.settle_look(
            person=person_of(request),
            case_id=case_id,
            keep=form.cleaned_data["keep"] == "keep",
            words=form.cleaned_data["words"],
        )
    except actions.Refusal as refusal:
        return refused(request, refusal, "review:case", case_id)
    messages.success(request, _("Decided."))
    return redirect("review:case", case_id)

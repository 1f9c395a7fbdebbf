"""The fairness report of a lead, and the teacher's leave behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lapel.domain.rubrics.fairness import FEWEST
from lapel.journey.review import policies
from lapel.journey.review.actions.allow_fairness import allow_fairness, withdraw_fairness
from lapel.journey.review.forms import FairnessForm
from lapel.journey.review.queries.fairness import fairness_for
from lapel.journey.review.queries.fairness_told import told
from lapel.journey.review.views.shared import person_of, render_at_home

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Show pass rates and agreement by group, where enough gave their leave."""
    if not policies.may_lead(person_of(request)):
        raise PermissionDenied
    facts = {
        "dimensions": [told(each) for each in fairness_for(person_of(request))],
        "fewest": FEWEST,
    }
    return render_at_home(request, "review/fairness.html", facts)


@login_required
@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """Take a teacher's leave, or take it back."""
    if "withdraw" in request.POST:
        withdraw_fairness(person=person_of(request))
        messages.success(request, _("Taken back. Nothing of yours is counted any more."))
        return redirect("people:account")
    form = FairnessForm(request.POST)
    if form.is_valid():
        allow_fairness(person=person_of(request), grade_band=form.cleaned_data["grade_band"])
        messages.success(request, _("Thank you. You may take it back at any time."))
    else:
        messages.error(request, _("Tick the box to allow it."))
    return redirect("people:account")

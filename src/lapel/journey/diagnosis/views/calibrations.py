"""Pages of calibrations: sets of parameters, and how far each may be trusted; counts only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lapel.domain.measurement.items import FEWEST_ANSWERS
from lapel.journey.diagnosis import actions, policies
from lapel.journey.diagnosis.models import Calibration
from lapel.journey.diagnosis.queries import calibrations as queries
from lapel.journey.diagnosis.queries import sets
from lapel.journey.people.models import Person

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

RUNS_A_PAGE, ITEMS_A_PAGE = 20, 50


def _person(request: HttpRequest) -> Person:
    if not policies.may_see_calibrations(request.user):
        raise PermissionDenied
    assert isinstance(request.user, Person)
    return request.user


@login_required
@require_safe
def calibrations(request: HttpRequest) -> HttpResponse:
    """List what was calibrated, and let a designer order another."""
    keeps_bank = policies.may_keep_bank(_person(request))
    context = {
        "keeps_bank": keeps_bank,
        "page": Paginator(queries.calibrations(), RUNS_A_PAGE).get_page(request.GET.get("page")),
        "languages": sets.languages() if keeps_bank else [],
        "enough": FEWEST_ANSWERS,
    }
    return render(request, "diagnosis/calibrations.html", context)


@login_required
@require_POST
def order_calibration(request: HttpRequest) -> HttpResponse:
    """Take an order."""
    try:
        actions.order_calibration(
            person=_person(request), language=request.POST.get("language", "")
        )
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The calibration is under way; its report stands here soon."))
    return redirect("diagnosis:calibrations")


@login_required
@require_safe
def calibration(request: HttpRequest, calibration_id: UUID) -> HttpResponse:
    """Show the report of one run."""
    keeps_bank = policies.may_keep_bank(_person(request))
    run = get_object_or_404(Calibration.objects.select_related("parameters"), pk=calibration_id)
    items = queries.items_told(run)
    context = {
        "keeps_bank": keeps_bank,
        "run": run,
        "shifts": [each for each in run.shifts if each["size"] != "negligible"],
        "judged": len(run.shifts),
        "page": Paginator(items, ITEMS_A_PAGE).get_page(request.GET.get("page")),
        "provisional": sum(each.answers < FEWEST_ANSWERS for each in items),
        "number": len(items),
        "enough": FEWEST_ANSWERS,
    }
    return render(request, "diagnosis/calibration.html", context)

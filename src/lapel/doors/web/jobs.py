"""Jobs that failed for good, for administrators: the record room knows them, but not who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.people.policies import may_see_jobs
from lapel.journey.record import actions, queries

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lapel.journey.people.models import Person

JOBS_A_PAGE = 50


def _only_for_administrators(request: HttpRequest) -> None:
    if not may_see_jobs(cast("Person", request.user)):
        raise PermissionDenied


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List parked jobs by name and kind of error; nothing of what they are about."""
    _only_for_administrators(request)
    page = Paginator(queries.parked_deliveries(), JOBS_A_PAGE).get_page(request.GET.get("page"))
    rows = [(each, queries.kind_of_error(each)) for each in page.object_list]
    waiting = queries.waiting_deliveries().count()
    return render(request, "web/jobs.html", {"page": page, "rows": rows, "waiting": waiting})


@login_required
@require_POST
def offer_again(request: HttpRequest, delivery: int) -> HttpResponse:
    """Give a parked job a fresh set of attempts."""
    _only_for_administrators(request)
    actions.offer_again(delivery_id=delivery)
    messages.success(request, _("Offered again. If it fails once more, it will come back here."))
    return redirect("jobs")

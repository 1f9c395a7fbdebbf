"""A lead's page: what her organisations aim at, and what roles in them ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lapel.journey.diagnosis import actions, policies
from lapel.journey.diagnosis.forms.aims import AimForm
from lapel.journey.diagnosis.models import Aim
from lapel.journey.diagnosis.queries import aims as queries
from lapel.journey.diagnosis.views.shared import person_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from lapel.journey.people.models import Organisation

AIMS_A_PAGE, UNPROCESSABLE = 25, 422


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def aims(request: HttpRequest) -> HttpResponse:
    """List the aims that stand, and set another."""
    if not policies.may_set_aims(request.user):
        raise PermissionDenied
    person = person_of(request)
    places = queries.places_to_aim_for(person)
    form = AimForm(places, request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _was_set(request, form, places):
            return redirect("diagnosis:aims")
        status = UNPROCESSABLE
    standing = queries.aims_set_by(places)
    page = Paginator(standing, AIMS_A_PAGE).get_page(request.GET.get("page"))
    told = [(each, queries.levels_told(each)) for each in page.object_list]
    context = {"form": form, "page": page, "aims": told}
    return render(request, "diagnosis/aims.html", context, status=status)


def _was_set(request: HttpRequest, form: AimForm, places: list[Organisation]) -> bool:
    slug = form.cleaned_data["organisation"]
    try:
        actions.set_aim(
            person=person_of(request),
            organisation=next(each for each in places if each.slug == slug),
            kind=form.cleaned_data["kind"],
            name=form.cleaned_data["name"],
            levels=form.levels(),
        )
    except actions.Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("It is set. Teachers can hold their own picture against it."))
    return True


@login_required
@require_POST
def end_aim(request: HttpRequest, aim_id: UUID) -> HttpResponse:
    """End one."""
    try:
        actions.end_aim(person=person_of(request), aim_id=aim_id)
    except (Aim.DoesNotExist, PermissionDenied):
        raise Http404 from None
    messages.success(request, _("It is ended; it stays on record."))
    return redirect("diagnosis:aims")

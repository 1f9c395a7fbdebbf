"""Retention's pages: a teacher's own dates, and an officer's times and holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapel.journey.people.models import Organisation, Person
from lapel.journey.retention import actions, policies, queries
from lapel.journey.retention.forms import HoldForm, TimesForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

UNPROCESSABLE = 422
PLANS_A_PAGE = 20
ROWS_A_PAGE = 50


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


@login_required
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show a teacher what of hers is kept how long, and what goes next."""
    person = _person(request)
    page = Paginator(queries.plans_of(person), PLANS_A_PAGE).get_page(request.GET.get("page"))
    plans = []
    for plan in page:
        times = queries.times_of(plan.draft.enrolment.organisation)
        plans.append((plan, queries.can_put_off(plan, times), times.extension))
    context = {
        "plans": plans,
        "page": page,
        "times": queries.times_of(_home(person, plans)),
        "hold": queries.standing_hold(person),
        "sets": policies.may_set(person),
    }
    return render(request, "retention/index.html", context)


def _home(person: Person, plans: list[tuple[queries.Plan, bool, int]]) -> Organisation | None:
    """Give the organisation whose times are shown first: that of what she works on, or hers."""
    if plans:
        return plans[0][0].draft.enrolment.organisation
    return Organisation.objects.filter(memberships__person=person).order_by("name").first()


@login_required
@require_POST
def put_off(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Keep what she was warned of longer."""
    try:
        actions.put_off(person=_person(request), draft_id=draft_id)
    except (ObjectDoesNotExist, PermissionDenied):
        raise Http404 from None
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is kept longer; the new day stands below."))
    return redirect("retention:index")


@login_required
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """List where she sets times."""
    person = _person(request)
    if not policies.may_set(person):
        raise PermissionDenied
    found = queries.organisations_kept(person).order_by("name", "pk")
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    if page.paginator.count == 1:
        return redirect("retention:times", page[0].slug)
    return render(request, "retention/organisations.html", {"page": page})


def _kept(request: HttpRequest, slug: str) -> Organisation:
    return get_object_or_404(queries.organisations_kept(_person(request)), slug=slug)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def times(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and set an organisation's times."""
    organisation = _kept(request, slug)
    if request.method != "POST":
        return _times_page(request, organisation)
    form = TimesForm(request.POST)
    if not form.is_valid():
        return _times_page(request, organisation, times=form)
    try:
        actions.set_times(
            person=_person(request), organisation=organisation, days=form.cleaned_data
        )
    except actions.Refusal as refusal:
        form.add_error(None, str(refusal))
        return _times_page(request, organisation, times=form)
    messages.success(request, _("Saved. Teachers are warned two weeks before anything goes."))
    return redirect("retention:times", slug)


@login_required
@require_POST
def hold(request: HttpRequest, slug: str) -> HttpResponse:
    """Hold a teacher's evidence."""
    organisation = _kept(request, slug)
    form = HoldForm(request.POST)
    if not form.is_valid():
        return _times_page(request, organisation, hold=form)
    try:
        actions.place_hold(person=_person(request), organisation=organisation, **form.cleaned_data)
    except actions.Refusal as refusal:
        form.add_error(None, str(refusal))
        return _times_page(request, organisation, hold=form)
    messages.success(request, _("Held. The teacher is told, with your reason."))
    return redirect("retention:times", slug)


@login_required
@require_POST
def lift(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """Let the clock go on."""
    try:
        lifted = actions.lift_hold(person=_person(request), hold_id=hold_id)
    except (ObjectDoesNotExist, PermissionDenied):
        raise Http404 from None
    messages.success(request, _("The clock goes on. The teacher is told."))
    return redirect("retention:times", lifted.organisation.slug)


def _times_page(
    request: HttpRequest,
    organisation: Organisation,
    *,
    times: TimesForm | None = None,
    hold: HoldForm | None = None,
) -> HttpResponse:
    standing = queries.times_of(organisation)
    initial = {name: getattr(standing, name) for name in actions.LEAST}
    may_hold = policies.may_hold(_person(request), organisation)
    held = queries.open_holds(organisation)
    holds = Paginator(held if may_hold else held.none(), ROWS_A_PAGE)
    context = {
        "organisation": organisation,
        "standing": standing,
        "inherits": standing.organisation_id != organisation.pk,
        "times_form": times or TimesForm(initial=initial),
        "hold_form": hold or HoldForm(),
        "may_hold": may_hold,
        "holds": holds.get_page(request.GET.get("page")),
        "changes": _told(queries.changes_of(organisation)),
    }
    status = UNPROCESSABLE if times or hold else 200
    return render(request, "retention/times.html", context, status=status)


def _told(changes: list[queries.TimesChange]) -> list[dict[str, Any]]:
    """Say each change in the words of the form: what it was, and what it is since."""
    labels = {name: field.label for name, field in TimesForm.base_fields.items()}
    return [
        {
            "at": each.at,
            "who": each.who,
            "changed": [
                (labels[name], each.was.get(name), days)
                for name, days in each.days.items()
                if each.was.get(name) != days
            ],
        }
        for each in changes
    ]

"""A lead assessor's overview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapel.domain.rubrics.lifecycle import FINAL, HELD, Look, State
from lapel.domain.rubrics.routing import Why
from lapel.journey.qualification.queries import language_name, languages_of
from lapel.journey.review import actions, policies, queries
from lapel.journey.review.forms import AppointForm, HoldForm
from lapel.journey.review.models import Appointment, Case
from lapel.journey.review.queries.desk import DISPUTED
from lapel.journey.review.views.looks import look_context
from lapel.journey.review.views.shared import person_of, refused, render_at_home

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from lapel.journey.catalogue.models import MicroCredential
    from lapel.journey.people.models import Person

CASES_A_PAGE = 50
APPEALS_SHOWN = 20


def _lead(request: HttpRequest) -> None:
    if not policies.may_lead(person_of(request)):
        raise PermissionDenied


def _case(request: HttpRequest, case_id: UUID) -> Case:
    """Find a case she leads; for anyone else there is none."""
    if not policies.may_lead(person_of(request)):
        raise Http404
    return get_object_or_404(queries.cases_led_by(person_of(request)), pk=case_id)


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show clocks, what is held, what is late, and who is appointed where."""
    _lead(request)
    led = queries.cases_led_by(person_of(request))
    open_ = led.exclude(state__in=FINAL)
    page = Paginator(open_, CASES_A_PAGE).get_page(request.GET.get("page"))
    clocks = queries.desk_clocks(page.object_list)
    context = {
        "page_obj": page,
        "rows": [(each, clocks[each.pk]) for each in page.object_list],
        "held": open_.filter(state__in=HELD),
        "lower": led.filter(look_state=Look.FOR_A_LEAD),
        "better": {each.case_id: each for each in queries.better_for_teammates(led)}.values(),
        "late": queries.late_cases(open_),
        "disputes": led.filter(DISPUTED).count(),
        "total": page.paginator.count,
        "appeals": queries.appeals_among(led)[:APPEALS_SHOWN],
        "microcredentials": _with_routing(person_of(request)),
    }
    return render_at_home(request, "review/lead.html", context)


def _with_routing(person: Person) -> list[tuple[MicroCredential, str]]:
    """Give what she leads, each with how often it is scored and why (R10)."""
    led = list(queries.led_microcredentials(person))
    routings = queries.routings_of(led)
    return [(each, queries.routing_said(routings[each.pk])) for each in led]


@login_required
@require_POST
def adjudicate(request: HttpRequest) -> HttpResponse:
    """Take the next dispute."""
    _lead(request)
    taken = actions.take_adjudication(person=person_of(request))
    if taken is None:
        messages.info(request, _("No dispute waits for you now."))
        return redirect("review:lead")
    return redirect("review:assess", taken.pk)


@login_required
@require_safe
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show a case's state, clock and changes, and what is to be decided."""
    return _case_page(request, _case(request, case_id), HoldForm())


def _case_page(
    request: HttpRequest, found: Case, form: HoldForm, status: int = 200
) -> HttpResponse:
    is_held = State(found.state) in HELD
    context = {
        "case": found,
        "clock": queries.desk_clock(found),
        "is_held": is_held,
        **_dispute(person_of(request), found),
        "unjudged": queries.unjudged_rows(found) if is_held else [],
        "form": form,
        "appeal": getattr(found, "appeal", None),
        "timeline": queries.timeline(found),
        **look_context(found),
    }
    return render_at_home(request, "review/case.html", context, status=status)


def _dispute(person: Person, case: Case) -> dict[str, object]:
    """Say what a lead can do about a case in dispute; disputes are taken by their clocks (R4).

    `dispute` is empty where there is none, else `hers` (on her desk), `busy` (something else is),
    `taken`, `closed` (not for her: she scored it, gave it up or is too near, which is not told
    apart, R5), `first` (she would take it next) or `later`.
    """
    if case.stage not in (State.DISCREPANT, State.ADJUDICATION):
        return {"dispute": ""}
    held = queries.open_assessment(person)
    if held is not None:
        return {"dispute": "hers" if held.case_id == case.pk else "busy", "held": held}
    free = [each.pk for each in queries.free_adjudications(person)]
    if case.pk in free:
        return {
            "dispute": "later" if free.index(case.pk) else "first",
            "before": free.index(case.pk),
        }
    return {"dispute": "taken" if case.stage is State.ADJUDICATION else "closed"}


@login_required
@require_POST
def settle(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Decide on a held case."""
    found = _case(request, case_id)
    form = HoldForm(request.POST)
    if not form.is_valid():
        return _case_page(request, found, form, 422)
    try:
        actions.settle_hold(
            person=person_of(request),
            case_id=case_id,
            remedy=actions.Remedy(form.cleaned_data["remedy"]),
            words=form.cleaned_data["words"],
        )
    except actions.Refusal as refusal:
        return refused(request, refusal, "review:case", case_id)
    messages.success(request, _("Decided."))
    return redirect("review:lead")


@login_required
@require_safe
def history(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Give a case's chain as JSON, without names (R21)."""
    return JsonResponse(queries.history_of(_case(request, case_id)))


def _led(request: HttpRequest, slug: str) -> MicroCredential:
    if not policies.may_lead(person_of(request)):
        raise Http404
    return get_object_or_404(queries.led_microcredentials(person_of(request)), slug=slug)


@login_required
@require_http_methods(["GET", "POST"])
def assessors(request: HttpRequest, slug: str) -> HttpResponse:
    """List who is appointed to a micro-credential, and appoint."""
    microcredential = _led(request, slug)
    assert microcredential.current is not None
    form = AppointForm(
        request.POST or None,
        candidates=queries.candidates(microcredential.organisation),
        languages=[(each, language_name(each)) for each in languages_of(microcredential.current)],
    )
    if request.method == "POST" and form.is_valid() and _appointed(request, microcredential, form):
        return redirect("review:assessors", slug)
    appointed = queries.open_appointments().filter(microcredential=microcredential)
    context = {
        "microcredential": microcredential,
        "appointed": [
            (each, language_name(each.language))
            for each in appointed.order_by("person__name", "language")
        ],
        "form": form,
        **_how_often(microcredential),
    }
    return render_at_home(
        request, "review/assessors.html", context, status=422 if form.errors else 200
    )


def _how_often(microcredential: MicroCredential) -> dict[str, object]:
    """Say how often it is scored, and whether a lead may ask for two or end having asked."""
    found = queries.routing_of(microcredential)
    asked = Why.ASKED in queries.insisted_on(microcredential)
    return {"how_often": queries.routing_said(found), "asked": asked}


@login_required
@require_POST
def twice(request: HttpRequest, slug: str) -> HttpResponse:
    """Have everything scored by two from now on, or end having asked for it."""
    microcredential, person = _led(request, slug), person_of(request)
    act = actions.end_score_twice if "end" in request.POST else actions.score_twice
    act(microcredential_id=microcredential.pk, person=person)
    messages.info(request, queries.routing_said(queries.routing_of(microcredential)))
    return redirect("review:assessors", slug)


def _appointed(request: HttpRequest, microcredential: MicroCredential, form: AppointForm) -> bool:
    wanted = form.cleaned_data
    try:
        with transaction.atomic():
            for language in wanted["languages"]:
                actions.appoint_assessor(
                    person=person_of(request),
                    microcredential=microcredential,
                    assessor=wanted["assessor"],
                    language=language,
                    daily_cap=wanted["daily_cap"],
                )
    except actions.Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Appointed."))
    return True


@login_required
@require_POST
def end(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """End an appointment."""
    found = Appointment.objects.filter(pk=appointment_id).first()
    if found is None:
        raise Http404
    microcredential = _led(request, found.microcredential.slug)
    actions.end_appointment(person=person_of(request), appointment_id=appointment_id)
    messages.info(request, _("The appointment has ended."))
    return redirect("review:assessors", microcredential.slug)

"""A teacher's own plan: no address names anybody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapel.journey.people.models import Person
from lapel.journey.plan import actions, queries
from lapel.journey.plan.forms import LEVEL, GoalsForm, first_goals
from lapel.journey.plan.queries.levels import locks_for, own_levels
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, QueryDict

    from lapel.journey.plan.models import Plan


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def _plan(request: HttpRequest) -> Plan:
    """Find her plan; who has none has none of its pages."""
    plan = queries.own_plan(_person(request))
    if plan is None:
        raise Http404
    return plan


def _done(request: HttpRequest, act: Callable[[], object], said: str) -> HttpResponse:
    """Act, say so or say why not, and lead back to the plan."""
    try:
        act()
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("plan:index")


@login_required
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show her plan with its reasons, or how to make one."""
    plan = queries.own_plan(_person(request))
    if plan is None:
        return render(request, "plan/index.html", {"plan": None})
    shown = queries.shown_of(plan)
    context = {
        "plan": plan,
        "shown": shown,
        "map": queries.map_of(shown),
        "beliefs": shown.ground.beliefs,
        "in_figures": shown.ground.beliefs.in_figures,
        "has_news": not shown.proposal and plan.known != queries.rounded(shown.ground.beliefs),
        "can_undo": plan.formers.exists(),
        "locks": locks_for(plan.person),
    }
    return render(request, "plan/index.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def goals(request: HttpRequest) -> HttpResponse:
    """Ask for goals; on demand her words are looked up, and an aim is filled in."""
    person = _person(request)
    plan = queries.own_plan(person)
    if request.method != "POST":
        return _goals(request, GoalsForm(person=person, initial=first_goals(plan)))
    if {"find", "fill"} & request.POST.keys():
        return _filled(request, person)
    form = GoalsForm(request.POST, person=person)
    if form.is_valid():
        aim = form.cleaned_data["aim"]
        named = queries.aim_named(person, UUID(aim)) if aim else None
        try:
            actions.set_goals(person=person, aim=str(named or ""), **form.goals())
        except actions.Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("plan:index")
    return _goals(request, form, status=422)


def _filled(request: HttpRequest, person: Person) -> HttpResponse:
    """Fill the form with what was found, and keep all she wrote."""
    told: QueryDict = request.POST.copy()
    found = []
    if "find" in told:
        found = queries.competencies_for(told.get("problem", ""))
        told.setlist("focus", [each.competency.code for each in found])
    elif (aim := told.get("aim")) and (named := _aim(person, aim)):
        for code, level in queries.targets_of(named).items():
            told[LEVEL + code] = level
    form = GoalsForm(person=person, initial=_plain(told))
    return _goals(request, form, found=found, sought="find" in told, filled="fill" in told)


def _aim(person: Person, named: str) -> Any:
    found = [each for each in queries.aims_for(person) if str(each.pk) == named]
    return found[0] if found else None


def _plain(told: QueryDict) -> dict[str, Any]:
    return {name: told.get(name) for name in told} | {"focus": told.getlist("focus")}


def _goals(
    request: HttpRequest, form: GoalsForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"form": form, "has_aims": bool(queries.aims_for(_person(request))), **more}
    return render(request, "plan/goals.html", context, status=status)


@login_required
@never_cache
@require_safe
def step(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a step's whole reason: what else would be done, and what would change it."""
    shown = queries.shown_of(_plan(request))
    argument = queries.argument_for(shown, slug)
    if argument is None:
        raise Http404
    context = {
        "shown": shown,
        "argument": argument,
        "step": argument.shown,
        "in_figures": shown.ground.beliefs.in_figures,
    }
    return render(request, "plan/step.html", context)


@login_required
@never_cache
@require_safe
def levels(request: HttpRequest) -> HttpResponse:
    """Show which level her evidence reaches in each competency, and what opens the next."""
    person = _person(request)
    known = queries.beliefs_of(person)
    found = own_levels(person, known if known.is_diagnosed else None)
    return render(request, "plan/levels.html", {"levels": found})


@login_required
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Lock, skip or swap a step."""
    told = request.POST
    return _done(
        request,
        lambda: actions.change(
            person=_person(request),
            act=told.get("act", ""),
            slug=told.get("slug", ""),
            instead=told.get("instead", ""),
        ),
        _("Changed. What that did to your plan stands below, and you can undo it."),
    )


@login_required
@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """Move a step."""
    slug, up = request.POST.get("slug", ""), request.POST.get("way") == "up"
    return _done(
        request,
        lambda: actions.move(person=_person(request), slug=slug, up=up),
        _("Moved. Your order is kept from now on."),
    )


@login_required
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take her last act back."""
    return _done(request, lambda: actions.undo(person=_person(request)), _("Undone."))


@login_required
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Plan again by what is known today."""
    act = actions.plan_again
    return _done(request, lambda: act(person=_person(request)), _("Planned again."))


@login_required
@require_POST
def settle(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Take or leave what is proposed."""
    take = "take" in request.POST
    return _done(
        request,
        lambda: actions.settle_proposal(
            person=_person(request), proposal_id=proposal_id, take=take
        ),
        _("Your plan is the proposed one now.") if take else _("Your plan stays as it is."),
    )


@login_required
@never_cache
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Give her plan as a calendar file."""
    shown = queries.shown_of(_plan(request))
    text = queries.calendar_of(shown, base=settings.BASE_URL.rstrip("/"), stamp=now())
    return HttpResponse(
        text,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="plan.ics"'},
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest) -> HttpResponse:
    """Ask whether, and delete her plan."""
    _plan(request)
    if request.method != "POST":
        return render(request, "plan/drop.html")
    actions.drop_plan(person=_person(request))
    messages.success(request, _("Your plan is deleted."))
    return redirect("plan:index")

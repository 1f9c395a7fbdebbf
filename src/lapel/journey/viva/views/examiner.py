"""An examiner's pages: talks to hear, and one of them; and where a lead asks for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.review.queries.vivas import pieces_shown
from lapel.journey.viva import actions, policies, queries
from lapel.journey.viva.forms import AgreeForm, FindForm, SwapForm, WritingForm
from lapel.journey.viva.models import Mark, Viva
from lapel.journey.viva.views.shared import at_home, done, person_of, render_at_home
from lapel.journey.viva.views.teacher import noted

if TYPE_CHECKING:
    from uuid import UUID

    from django import forms
    from django.http import HttpRequest

PAST_A_PAGE = 25
OPEN_A_PAGE = 25


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the talks that wait for somebody to hear them, a person's own, and a lead's."""
    if not policies.may_examine(request.user):
        raise PermissionDenied
    person = person_of(request)
    led = queries.led_vivas(person)
    past = Paginator(queries.past_vivas(person), PAST_A_PAGE)
    mine = Paginator(queries.taken_vivas(person), OPEN_A_PAGE)
    overseen = Paginator(led.exclude(state=Viva.State.OVER), OPEN_A_PAGE)
    context = {
        "free": queries.free_vivas(person),
        "mine": mine.get_page(request.GET.get("mine")),
        "led": overseen.get_page(request.GET.get("led")),
        "leads": led.exists(),
        "page_obj": past.get_page(request.GET.get("page")),
    }
    return render_at_home(request, "index", context)


@login_required
@require_POST
def take(request: HttpRequest, viva_id: UUID) -> HttpResponse:
    """Take a talk to hear."""
    try:
        actions.take_viva(person=person_of(request), viva_id=viva_id)
    except PermissionDenied:
        raise Http404 from None
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("viva:index")
    return redirect("viva:hear", viva_id)


def _heard(request: HttpRequest, viva_id: UUID) -> Viva:
    try:
        return queries.viva_heard_by(person_of(request), viva_id)
    except Viva.DoesNotExist:
        raise Http404 from None


@login_required
@require_safe
def hear(request: HttpRequest, viva_id: UUID) -> HttpResponse:
    """Show the questions, what was answered, and the evidence they point to."""
    return _page(request, _heard(request, viva_id))


def _page(
    request: HttpRequest,
    viva: Viva,
    status: int = 200,
    *,
    swap: SwapForm | None = None,
    **forms_: forms.Form,
) -> HttpResponse:
    person = person_of(request)
    marks = {each.what for each in viva.marks.filter(person=person)}
    is_heard = viva.state == Viva.State.HANDED_IN or Mark.What.ENDED in marks
    with at_home(request):
        agree = forms_.get("agree") or AgreeForm(times=viva.times)
    context: dict[str, Any] = {
        "viva": viva,
        "asked": [
            (each, _swap_form(each.question.number, swap)) for each in queries.questions_of(viva)
        ],
        "pieces": [] if viva.is_over else pieces_shown(viva.case, viewer=person),
        "swapped": viva.questions.exclude(swapped_at=None).first(),
        "marks": marks,
        "may_find": is_heard and not viva.is_over,
        "is_stopped": not viva.is_over and viva.case.state != "hold_viva",
        "find": forms_.get("find") or FindForm(),
        "writing": WritingForm(),
        "agree": agree,
    }
    return render_at_home(request, "hear", context, status)


def _swap_form(number: int, sent: SwapForm | None) -> SwapForm:
    return sent if sent and sent.number == number else SwapForm(number=number)


@login_required
@require_POST
def hand_back(request: HttpRequest, viva_id: UUID) -> HttpResponse:
    """Leave a talk to another."""
    _heard(request, viva_id)
    person = person_of(request)
    return done(
        request,
        lambda: actions.hand_back_viva(person=person, viva_id=viva_id),
        _("Handed back. Another assessor hears it."),
        "viva:index",
    )


@login_required
@require_POST
def swap(request: HttpRequest, viva_id: UUID, number: int) -> HttpResponse:
    """Have another question drawn."""
    viva = _heard(request, viva_id)
    form = SwapForm(request.POST, number=number)
    if not form.is_valid():
        return _page(request, viva, 422, swap=form)
    person, reason = person_of(request), form.cleaned_data["reason"]
    return done(
        request,
        lambda: actions.swap_question(person=person, viva_id=viva_id, number=number, reason=reason),
        _("Another question was drawn."),
        "viva:hear",
        viva_id,
    )


@login_required
@require_POST
def grant(request: HttpRequest, viva_id: UUID) -> HttpResponse:
    """Grant that a teacher writes, or decline it."""
    _heard(request, viva_id)
    person, words = person_of(request), request.POST.get("words", "")
    grants = request.POST.get("grant") == "yes"
    return done(
        request,
        lambda: actions.answer_writing(person=person, viva_id=viva_id, grants=grants, words=words),
        _("The teacher is told."),
        "viva:hear",
        viva_id,
    )


@login_required
@require_POST
def agree(request: HttpRequest, viva_id: UUID) -> HttpResponse:
    """Take a time."""
    viva = _heard(request, viva_id)
    with at_home(request):
        form = AgreeForm(request.POST, times=viva.times)
        if not form.is_valid():
            return _page(request, viva, 422, agree=form)
    person = person_of(request)
    return done(
        request,
        lambda: actions.agree_time(person=person, viva_id=viva_id, **form.cleaned_data),
        _("Agreed. The teacher gets a letter."),
        "viva:hear",
        viva_id,
    )


@login_required
@require_POST
def note(request: HttpRequest, viva_id: UUID) -> HttpResponse:
    """Note that a live talk began, ended, or did not come about."""
    _heard(request, viva_id)
    return noted(request, viva_id, "viva:hear")


@login_required
@require_POST
def find(request: HttpRequest, viva_id: UUID) -> HttpResponse:
    """Say what was heard."""
    viva = _heard(request, viva_id)
    form = FindForm(request.POST)
    if not form.is_valid():
        return _page(request, viva, 422, find=form)
    person, told = person_of(request), form.cleaned_data
    return done(
        request,
        lambda: actions.find(
            person=person,
            viva_id=viva_id,
            finding=Viva.Ending(told["finding"]),
            words=told["words"],
        ),
        _("Thank you. The teacher is told."),
        "viva:hear",
        viva_id,
    )

"""A teacher's own pages: what she is on, one enrolment, its modules. Nobody else opens them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.files.queries import served
from lapel.journey.learning import actions, queries
from lapel.journey.learning.forms import EnrolForm
from lapel.journey.people.models import Person

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from lapel.journey.learning.models import Enrolment
    from lapel.journey.learning.queries import Step

INTENT = "learning.enrol"
PER_PAGE = 12


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise Http404
    return request.user


def _own(request: HttpRequest, enrolment_id: UUID) -> Enrolment:
    """Find her enrolment; another's is not there, as far as she may know."""
    found = queries.own_enrolment(_person(request), enrolment_id)
    if found is None:
        raise Http404
    return found


def _own_step(enrolment: Enrolment, key: str) -> Step:
    step = queries.step_of(enrolment, key)
    if step is None:
        raise Http404
    return step


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show what she is on, how far she is, and what comes next."""
    person = _person(request)
    page = Paginator(queries.enrolments_of(person), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "ways": [(enrolment, queries.way_of(enrolment)) for enrolment in page],
        "left": list(queries.left_enrolments_of(person)),
    }
    return render(request, "learning/index.html", context)


class Enrol(View):
    """Begin a micro-credential: at once, or after signing in, or after choosing a school."""

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Enrol; a visitor signs in first, and her wish is kept meanwhile."""
        found = self._open(slug)
        if not isinstance(request.user, Person):
            request.session[INTENT] = slug
            return redirect_to_login(request.path)
        form = EnrolForm(request.POST, person=request.user)
        if form.asks and "organisation" not in request.POST:
            return redirect("learning:enrol", slug=slug)
        if not form.is_valid():
            return self._ask(request, found, form, status=422)
        return self._enrol(request, request.user, found, form)

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Ask, or carry out what she asked for before she signed in."""
        if not isinstance(request.user, Person):
            return redirect_to_login(request.path)
        found = self._open(slug)
        known = queries.enrolment_of(request.user, found)
        if known is not None:
            return redirect("learning:enrolment", enrolment_id=known.id)
        asked_before = request.session.pop(INTENT, None) == slug
        form = EnrolForm(person=request.user)
        if asked_before and not form.asks:
            return self._enrol(request, request.user, found, form)
        return self._ask(request, found, form)

    def _open(self, slug: str) -> MicroCredential:
        shelved = MicroCredential.objects.select_related("current")
        return get_object_or_404(shelved, slug=slug, current__isnull=False, retired_at=None)

    def _enrol(
        self, request: HttpRequest, person: Person, found: MicroCredential, form: EnrolForm
    ) -> HttpResponse:
        if found.current is None:
            raise Http404
        enrolment = actions.enrol(person=person, version=found.current, organisation=form.chosen)
        messages.success(request, _("You are on “%s”.") % found.current.title)
        return redirect("learning:enrolment", enrolment_id=enrolment.id)

    def _ask(
        self, request: HttpRequest, found: MicroCredential, form: EnrolForm, status: int = 200
    ) -> HttpResponse:
        context = {"microcredential": found, "form": form}
        return render(request, "learning/enrol.html", context, status=status)


@login_required
@require_safe
def enrolment(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Show the way through one micro-credential."""
    found = _own(request, enrolment_id)
    context = {"enrolment": found, "way": queries.way_of(found)}
    return render(request, "learning/enrolment.html", context)


@method_decorator(login_required, name="dispatch")
class Leave(View):
    """Leave a micro-credential, after a question."""

    def get(self, request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
        """Ask whether she means it."""
        context = {"enrolment": _own(request, enrolment_id)}
        return render(request, "learning/leave.html", context)

    def post(self, request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
        """Leave; what she has done is kept."""
        actions.leave(person=_person(request), enrolment=_own(request, enrolment_id))
        messages.success(request, _("You have left it. All you did is kept for your return."))
        return redirect("learning:index")


def _module_page(enrolment: Enrolment, step: Step) -> dict[str, Any]:
    way = queries.way_of(enrolment)
    before = way.steps[step.number - 2] if step.number > 1 else None
    after = way.steps[step.number] if step.number < way.total else None
    return {
        "enrolment": enrolment,
        "way": way,
        "step": step,
        "module": step.module,
        "before": before,
        "after": after,
        "checks": queries.checks_of(enrolment, step.module),
    }


@login_required
@require_safe
def module(request: HttpRequest, enrolment_id: UUID, module: str) -> HttpResponse:
    """Show a module to learn from."""
    found = _own(request, enrolment_id)
    step = _own_step(found, module)
    context = _module_page(found, step)
    if step.module["kind"] == "video":
        video = step.module["video"]
        context |= {
            "video": queries.media_at(video["file"]),
            "captions": queries.media_at(video["captions"]),
            "position": queries.position_in(found, module),
        }
    return render(request, "learning/module.html", context)


@login_required
@require_POST
def done(request: HttpRequest, enrolment_id: UUID, module: str) -> HttpResponse:
    """Mark a module as done and go on, or take the mark off."""
    found = _own(request, enrolment_id)
    step = _own_step(found, module)
    mark = actions.reopen_module if "undo" in request.POST else actions.finish_module
    try:
        mark(person=_person(request), enrolment=found, module=module)
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("learning:module", enrolment_id=enrolment_id, module=module)
    way = queries.way_of(found)
    if "undo" in request.POST or step.number == way.total:
        return redirect("learning:enrolment", enrolment_id=enrolment_id)
    return redirect("learning:module", enrolment_id=enrolment_id, module=way.steps[step.number].key)


@login_required
@require_POST
def check(request: HttpRequest, enrolment_id: UUID, module: str, check: str) -> HttpResponse:
    """Keep an answer and say at once whether it holds, and why."""
    found = _own(request, enrolment_id)
    step = _own_step(found, module)
    try:
        actions.answer_check(
            person=_person(request),
            enrolment=found,
            module=module,
            check=check,
            option=_whole(request.POST.get("option", "")),
        )
    except actions.Refusal as refusal:
        if not request.htmx:  # type: ignore[attr-defined]  # by django-htmx's middleware
            messages.error(request, str(refusal))
    if request.htmx:  # type: ignore[attr-defined]  # by django-htmx's middleware
        asked = {each.check["key"]: each for each in queries.checks_of(found, step.module)}
        if check not in asked:
            raise Http404
        context = {"enrolment": found, "module": step.module, "asked": asked[check]}
        return render(request, "learning/parts/check.html", context)
    page = reverse("learning:module", args=[enrolment_id, module])
    return redirect(f"{page}#check-{check}")


@login_required
@require_POST
def position(request: HttpRequest, enrolment_id: UUID, module: str) -> HttpResponse:
    """Keep the place in a video."""
    found = _own(request, enrolment_id)
    try:
        actions.save_position(
            person=_person(request),
            enrolment=found,
            module=module,
            seconds=_whole(request.POST.get("seconds", "")),
        )
    except actions.Refusal:
        return HttpResponse(status=422)
    return HttpResponse(status=204)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


@login_required
@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a module's video or captions, whole or by range."""
    found = queries.media_at(f"media/{name}")
    if found is None:
        raise Http404
    return served(request, found.blob, media_type=found.media_type, etag=found.sha256)

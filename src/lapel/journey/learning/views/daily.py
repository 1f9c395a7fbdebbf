"""Today's session, its settings, and what she tried. Hers alone."""

from __future__ import annotations

import json
import uuid
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from lapel.figures import rounded
from lapel.journey.learning import actions, queries
from lapel.journey.learning.forms import PauseForm, RhythmForm
from lapel.journey.people.models import Person
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lapel.domain.memory import Comparison

PER_PAGE = 20
# Two forms stand on the page of her rhythm, and both have a first of something.
PAUSE_IDS = "off_%s"
WORKER = Path(__file__).parent.parent / "static" / "learning" / "worker.js"
ENTRY = {
    *("id", "kind", "enrolment", "card", "grade", "module", "segment", "check", "option"),
    *("trial", "words", "effort", "closing"),
}


class _Fresh:
    """Writes another id each time a page asks: one for each thing that can be done there."""

    def __str__(self) -> str:
        return str(uuid.uuid4())


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise Http404
    return request.user


@method_decorator(login_required, name="dispatch")
class Today(View):
    """The session of today, and one thing done in it at a time where there is no script."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what she does today."""
        person = _person(request)
        session = queries.session_of(person)
        context = {
            "session": session,
            "pause": queries.open_pause(person, session.day),
            "owner": uuid.uuid5(person.pk, "today"),
            "efforts": range(1, 10),
            "fresh": _Fresh(),
        }
        return render(request, "learning/today.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep one thing and show the page again."""
        entry = {name: value for name, value in request.POST.items() if name in ENTRY}
        if entry.get("kind") == "check":
            entry["id"] = f"{entry.get('id', '')}-{entry.get('option', '')}"
        answer = actions.keep_daily(person=_person(request), entries=[entry])
        for sentence in answer.refused.values():
            messages.error(request, sentence)
        return redirect("learning:today")


@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what a device has gathered: `{entries: […]}` gives `{kept, refused}`."""
    try:
        entries = json.loads(request.body)["entries"]
    except (RawPostDataException, ValueError, TypeError, KeyError):
        entries = None
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        return JsonResponse({"sentence": _("This is nothing that a session holds.")}, status=422)
    try:
        answer = actions.keep_daily(person=_person(request), entries=entries)
    except actions.Refusal as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=422)
    return JsonResponse({"kept": answer.kept, "refused": answer.refused})


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """Give the script that opens Today without a network; it may do so for these pages alone."""
    response = HttpResponse(_worker(), content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@cache
def _worker() -> bytes:
    return WORKER.read_bytes()


@method_decorator(login_required, name="dispatch")
class Rhythm(View):
    """How she wants her sessions."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it, with her days off and what the spacing was worth."""
        rhythm = queries.rhythm_of(_person(request))
        return _settings(request, RhythmForm(initial=RhythmForm.as_set(rhythm)))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep it."""
        form = RhythmForm(request.POST)
        if form.is_valid():
            try:
                actions.set_rhythm(person=_person(request), **form.cleaned_data)
            except actions.Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Saved."))
                return redirect("learning:rhythm")
        return _settings(request, form, status=422)


def _settings(
    request: HttpRequest,
    form: RhythmForm,
    pause_form: PauseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    person = _person(request)
    today = queries.day_in(queries.zone_of(queries.rhythm_of(person)), now())
    off = queries.pauses_of(person)
    context = {
        "form": form,
        "pause_form": pause_form or PauseForm(initial={"first": today}, auto_id=PAUSE_IDS),
        "ahead": [each for each in off if each.last is None or each.last >= today],
        "worth": _worth(queries.left_to_recall(queries.cards_of(person))),
    }
    return render(request, "learning/rhythm.html", context, status=status)


def _worth(found: Comparison | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "reviews": found.reviews,
        "share": rounded(100 * found.recalled),
        "schedule": rounded(found.schedule, 3),
        "average": rounded(found.average, 3),
        "tells_more": found.tells_more,
    }


@login_required
@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    """Take days off."""
    person, form = _person(request), PauseForm(request.POST, auto_id=PAUSE_IDS)
    if form.is_valid():
        try:
            actions.take_off(person=person, **form.cleaned_data)
        except actions.Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("These days are yours. Nothing is due on them."))
            return redirect("learning:rhythm")
    rhythm = RhythmForm(initial=RhythmForm.as_set(queries.rhythm_of(person)))
    return _settings(request, rhythm, form, status=422)


@login_required
@require_POST
def back(request: HttpRequest) -> HttpResponse:
    """End her days off."""
    actions.come_back(person=_person(request))
    messages.success(request, _("Welcome back. What was due has waited."))
    return redirect("learning:today")


@login_required
@require_safe
def notes(request: HttpRequest) -> HttpResponse:
    """Show what she tried and wrote of it."""
    found = Paginator(queries.trials_of(_person(request)), PER_PAGE)
    return render(request, "learning/notes.html", {"page": found.get_page(request.GET.get("page"))})

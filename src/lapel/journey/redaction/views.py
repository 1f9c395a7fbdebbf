"""A file's page: look at what was found, decide, see the result."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.redaction import actions, queries
from lapel.journey.redaction.forms import BoxForm, SpanForm
from lapel.journey.redaction.models import Suggestion

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest

    from lapel.journey.people.models import Person

    View = Callable[..., HttpResponse]


def hers(view: View) -> View:
    """Make a view for those who are signed in, where another's files do not exist."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (ObjectDoesNotExist, PermissionDenied):
            raise Http404 from None

    return guarded


def person_of(request: HttpRequest) -> Person:
    """Give the signed-in person."""
    return cast("Person", request.user)


@hers
@require_safe
def file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Show a file with all that was found in it."""
    asked = request.GET.get("student", "")[:100]
    sheet = queries.file_sheet(person_of(request), file_id, asked=asked)
    facts = {
        "sheet": sheet,
        "file": sheet.file,
        "names_students": sheet.students.is_said or bool(asked),
        "reasons": Suggestion.Reason.choices,
        "text_reasons": [
            (each.value, each.label) for each in (Suggestion.Reason.WORD, Suggestion.Reason.ADULT)
        ],
        "box": BoxForm(auto_id=False),
        "span": SpanForm(auto_id=False),
    }
    return render(request, "redaction/file.html", facts)


def _back(file_id: UUID, place: str = "") -> HttpResponse:
    page = reverse("redaction:file", args=[file_id])
    return redirect(f"{page}#{place}" if place else page)


def _told(request: HttpRequest, act: Callable[[], object]) -> None:
    """Act, or say on the next page why not."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, str(error.messages[0]))


@hers
@require_POST
def everything(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Cover all that is open."""
    count = actions.accept_all(person=person_of(request), file_id=file_id)
    words = ngettext("%s place is covered.", "%s places are covered.", count) % count
    messages.success(request, words if count else _("Nothing was open."))
    return _back(file_id)


@hers
@require_POST
def settle(request: HttpRequest, suggestion_id: UUID) -> HttpResponse:
    """Decide on one place."""
    person = person_of(request)
    found = Suggestion.objects.get(id=suggestion_id, check_of__file__owner=person)
    told: dict[str, Any] = {"person": person, "suggestion_id": suggestion_id}
    wish = request.POST.get("wish", "")
    acts: dict[str, Callable[[], object]] = {
        "accept": lambda: actions.accept(**told),
        "dismiss": lambda: actions.dismiss(
            reason=request.POST.get("reason", ""), student_id=_student(request), **told
        ),
        "edit": lambda: actions.reshape(box=_valid(BoxForm(request.POST)).box(), **told),
        "reopen": lambda: actions.reopen(**told),
    }
    if wish not in acts:
        raise Http404
    _told(request, acts[wish])
    return _back(found.check_of_id, f"s-{suggestion_id}")


def _student(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("student", ""))
    except ValueError:
        return None


def _valid(form: Any) -> Any:
    checked: forms.Form = form
    if not checked.is_valid():
        raise ValidationError(_("Please fill in all numbers."))
    return form


@hers
@require_POST
def add(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Cover a place by hand: a box on a picture, a box for a while in a film, or a sound."""
    person = person_of(request)
    queries.check_of(person, file_id)

    def act() -> None:
        wish = request.POST.get("wish", "")
        told: dict[str, Any] = {
            "person": person,
            "file_id": file_id,
            "derivative_id": _derivative(request),
        }
        seconds = _valid(SpanForm(request.POST)).seconds() if wish in {"film", "sound"} else None
        if wish == "sound" and seconds:
            actions.mute(seconds=seconds, **told)
            return
        box = _valid(BoxForm(request.POST)).box()
        actions.draw_box(box=box, seconds=seconds, **told)

    _told(request, act)
    return _back(file_id)


def _derivative(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("derivative", ""))
    except ValueError:
        raise ValidationError(_("Something was missing; please load this page again.")) from None


@hers
@require_POST
def again(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Look once more."""
    try:
        actions.look_again(person=person_of(request), file_id=file_id)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The file is looked through again; what you decided is kept."))
    return _back(file_id)


@hers
@require_POST
def shows(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Keep which students are in the file."""
    person = person_of(request)
    queries.check_of(person, file_id)

    def act() -> None:
        chosen = {UUID(each) for each in request.POST.getlist("student") if _is_id(each)}
        actions.say_who_is_shown(person=person, file_id=file_id, student_ids=chosen)
        messages.success(request, _("Kept."))

    _told(request, act)
    return _back(file_id)


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


@hers
@require_POST
def myself(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Take her word that she looked through it herself."""
    person = person_of(request)
    _told(request, lambda: actions.look_myself(person=person, file_id=file_id))
    return _back(file_id)


@hers
@require_safe
def picture(request: HttpRequest, suggestion_id: UUID) -> HttpResponse:
    """Show her the small picture of a face in a recording."""
    found = Suggestion.objects.get(id=suggestion_id, check_of__file__owner=person_of(request))
    if not found.picture:
        raise Http404
    response = HttpResponse(bytes(found.picture), content_type="image/jpeg")
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response

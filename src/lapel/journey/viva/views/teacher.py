"""A teacher's page of the talk about her own work."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.files.actions import WaitError, place_held
from lapel.journey.viva import actions, queries
from lapel.journey.viva.forms import TimesForm
from lapel.journey.viva.models import Mark, Viva
from lapel.journey.viva.views.shared import done, person_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    View = Callable[..., HttpResponse]

# Five minutes of video from a telephone, with room.
MEGABYTE = 1024 * 1024
MOST_BYTES = 200 * MEGABYTE
LONG = 18  # digits of a number of bytes that no file has
RECEIVED = gettext_lazy("Received. It is being prepared and will be shown here.")
# What records in the page; all other pages may use neither.
RECORDS = "camera=(self), microphone=(self), geolocation=()"


def _own(request: HttpRequest, viva_id: UUID) -> Viva:
    try:
        return queries.own_viva(person_of(request), viva_id)
    except Viva.DoesNotExist:
        raise Http404 from None


@login_required
@require_safe
def talk(request: HttpRequest, viva_id: UUID) -> HttpResponse:
    """Show what a talk is, what to do now, and what was found."""
    response = _page(request, _own(request, viva_id), TimesForm())
    response["Permissions-Policy"] = RECORDS
    # to play back what was recorded and is not sent yet
    response._csp_update = {"media-src": ["blob:"]}  # type: ignore[attr-defined]  # noqa: SLF001 (django-csp's way to change the policy of one answer)
    return response


def _page(request: HttpRequest, viva: Viva, times: TimesForm, status: int = 200) -> HttpResponse:
    readings = queries.questions_of(viva, vault=True)
    standing = [each.question for each in readings]
    opened = [each for each in readings if each.is_open]
    marks = {each.what for each in viva.marks.filter(person=person_of(request))}
    context = {
        "viva": viva,
        "opened": opened,
        "left": len(readings) - len(opened),
        "at": queries.now_open(standing),
        "all_answered": bool(readings) and all(each.is_answered for each in readings),
        "is_stopped": not viva.is_over and viva.case.state != "hold_viva",
        "is_hers": viva.state in (Viva.State.WAITING, Viva.State.UNATTENDED),
        "times": times,
        "marks": marks,
        "most_seconds": actions.RULE_SECONDS,
    }
    return render(request, "viva/talk.html", context, status=status)


@login_required
@require_POST
def choose(request: HttpRequest, viva_id: UUID) -> HttpResponse:
    """Choose how to answer."""
    _own(request, viva_id)
    way = Viva.Way.LIVE if request.POST.get("way") == "live" else Viva.Way.RECORDED
    person = person_of(request)
    said = _("You talk live. Now offer some times.")
    if way == Viva.Way.RECORDED:
        said = _("You record your answers. Open the first question when you are ready.")
    return done(
        request,
        lambda: actions.choose_way(person=person, viva_id=viva_id, way=way),
        said,
        "viva:talk",
        viva_id,
    )


@login_required
@require_POST
def open_next(request: HttpRequest, viva_id: UUID) -> HttpResponse:
    """Open the next question."""
    _own(request, viva_id)
    try:
        actions.open_question(person=person_of(request), viva_id=viva_id)
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("viva:talk", viva_id)


def measured_first(view: View) -> View:
    """Look whose talk it is, and at the size, before a recording is read."""

    @csrf_exempt
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _own(request, kwargs["viva_id"])
        if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
            told = {"limit": MOST_BYTES // MEGABYTE, "viva_id": kwargs["viva_id"]}
            return render(request, "viva/too_large.html", told, status=413)
        checked: View = csrf_protect(view)
        try:
            with place_held(person_of(request)):
                return checked(request, *args, **kwargs)
        except WaitError as wait:
            messages.error(request, wait.sentence)
            return redirect("viva:talk", kwargs["viva_id"])

    return guarded


@measured_first
@require_POST
def record(request: HttpRequest, viva_id: UUID, number: int) -> HttpResponse:
    """Take a recording, and words with it."""
    whole = request.FILES.get("file")
    if whole is None:
        messages.error(request, _("Choose a recording first."))
        return redirect("viva:talk", viva_id)
    try:
        actions.record_answer(
            person=person_of(request),
            viva_id=viva_id,
            number=number,
            name=whole.name or "",
            size=whole.size or 0,
            chunks=whole.chunks(),
        )
    except (actions.Refusal, ValidationError) as refusal:
        messages.error(request, _sentence(refusal))
    else:
        messages.success(request, RECEIVED)
    return redirect("viva:talk", viva_id)


@login_required
@require_POST
def begin(request: HttpRequest, viva_id: UUID, number: int) -> HttpResponse:
    """Make room for a recording that the page sends in pieces (tus)."""
    _own(request, viva_id)
    size = request.POST.get("size", "")
    try:
        file = actions.begin_recording(
            person=person_of(request),
            viva_id=viva_id,
            number=number,
            name=request.POST.get("name", ""),
            size=int(size) if size.isascii() and size.isdigit() and len(size) < LONG else 0,
        )
    except WaitError as wait:
        busy = 429 if wait.is_hers else 503
        return _said(wait.sentence, busy, headers={"Retry-After": str(wait.seconds)})
    except (actions.Refusal, ValidationError) as refusal:
        return _said(_sentence(refusal), 409)
    upload = reverse("files:upload", args=[file.pk])
    return JsonResponse({"file": str(file.pk), "upload": upload}, status=201)


@login_required
@require_POST
def keep(request: HttpRequest, viva_id: UUID, number: int) -> HttpResponse:
    """Take the recording that the page has sent."""
    _own(request, viva_id)
    person = person_of(request)
    try:
        file_id = UUID(request.POST.get("file", ""))
        actions.keep_recording(person=person, viva_id=viva_id, number=number, file_id=file_id)
    except ValueError:
        return _said(_("Choose a recording first."), 409)
    except actions.Refusal as refusal:
        return _said(str(refusal), 409)
    messages.success(request, RECEIVED)
    return JsonResponse({})


def _said(sentence: str, status: int, *, headers: dict[str, str] | None = None) -> HttpResponse:
    return JsonResponse({"sentence": sentence}, status=status, headers=headers)


def _sentence(refusal: Exception) -> str:
    return refusal.messages[0] if isinstance(refusal, ValidationError) else str(refusal)


@login_required
@require_POST
def write(request: HttpRequest, viva_id: UUID, number: int) -> HttpResponse:
    """Keep words: captions, or an answer where writing was granted."""
    _own(request, viva_id)
    person, text = person_of(request), request.POST.get("text", "")
    return done(
        request,
        lambda: actions.write_answer(person=person, viva_id=viva_id, number=number, text=text),
        _("Your words are kept."),
        "viva:talk",
        viva_id,
    )


@login_required
@require_POST
def ask_to_write(request: HttpRequest, viva_id: UUID) -> HttpResponse:
    """Ask whether she may write."""
    _own(request, viva_id)
    person = person_of(request)
    return done(
        request,
        lambda: actions.ask_to_write(person=person, viva_id=viva_id),
        _("You have asked. You get a letter as soon as it is answered."),
        "viva:talk",
        viva_id,
    )


@login_required
@require_POST
def hand_in(request: HttpRequest, viva_id: UUID) -> HttpResponse:
    """Hand the answers in."""
    _own(request, viva_id)
    person = person_of(request)
    return done(
        request,
        lambda: actions.hand_in(person=person, viva_id=viva_id),
        _("Handed in. An assessor who did not score your work listens to it."),
        "viva:talk",
        viva_id,
    )


@login_required
@require_POST
def propose(request: HttpRequest, viva_id: UUID) -> HttpResponse:
    """Offer times."""
    viva = _own(request, viva_id)
    form = TimesForm(request.POST)
    if not form.is_valid():
        return _page(request, viva, form, 422)
    person, times = person_of(request), form.times()
    return done(
        request,
        lambda: actions.propose_times(person=person, viva_id=viva_id, times=times),
        _("Offered. You get a letter as soon as one of them is taken."),
        "viva:talk",
        viva_id,
    )


@login_required
@require_POST
def note(request: HttpRequest, viva_id: UUID) -> HttpResponse:
    """Note that a live talk began, ended, or did not come about."""
    _own(request, viva_id)
    return noted(request, viva_id, "viva:talk")


def noted(request: HttpRequest, viva_id: UUID, page: str) -> HttpResponse:
    """Note one of the three, for either of the two who talk."""
    person, what = person_of(request), request.POST.get("what", "")
    if what == "missed":
        return done(
            request,
            lambda: actions.say_it_did_not_happen(person=person, viva_id=viva_id),
            _("Noted. New times can be offered; nobody is blamed."),
            page,
            viva_id,
        )
    mark = Mark.What.ENDED if what == Mark.What.ENDED else Mark.What.BEGAN
    return done(
        request,
        lambda: actions.mark_talk(person=person, viva_id=viva_id, what=mark),
        _("Noted."),
        page,
        viva_id,
    )

"""Bring pieces of evidence, say what they are, take them away and back."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.evidence import actions, queries
from lapel.journey.evidence.models import AiUse, Artefact
from lapel.journey.evidence.views.common import (
    asked_to_wait,
    her_draft,
    hers,
    person_of,
    refused,
    wants_json,
    whole_number,
)
from lapel.journey.files.actions import WaitError, place_held, receive
from lapel.journey.people.queries import calendar_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest

    from lapel.journey.evidence.views.common import View

# What a form may bring in one piece; scripts send in pieces and up to UPLOAD_LIMIT.
MEGABYTE = 1024 * 1024
PLAIN_LIMIT = 200 * MEGABYTE


def measured_first(view: View) -> View:
    """Look whose draft it is for, and at its size, before reading a form; count it as being sent.

    Django would read it all to find its token. What is refused is not read at all.
    """

    @csrf_exempt
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            her_draft(request, kwargs["draft_id"])
        except ObjectDoesNotExist:
            raise Http404 from None
        if int(request.headers.get("Content-Length") or 0) > PLAIN_LIMIT:
            facts = {"draft_id": kwargs["draft_id"], "limit": PLAIN_LIMIT // MEGABYTE}
            return render(request, "evidence/too_large.html", facts, status=413)
        checked: View = csrf_protect(view)
        try:
            with place_held(person_of(request)):
                return checked(request, *args, **kwargs)
        except WaitError as wait:
            return asked_to_wait(request, wait)

    return guarded


@measured_first
@hers
@require_POST
def add(request: HttpRequest, draft_id: UUID, slot: str) -> HttpResponse:
    """Make room for a file that a script will send in pieces, or take it whole from a form."""
    whole = request.FILES.get("file")
    try:
        if whole is not None:
            return _add_whole(request, draft_id, slot, whole)
        artefact = actions.add_artefact(
            person=person_of(request),
            draft_id=draft_id,
            slot=slot,
            name=request.POST.get("name", ""),
            size=whole_number(request, "size"),
            fingerprint=request.POST.get("fingerprint", "")[:64],
        )
    except ValidationError as error:
        return refused(request, draft_id, error)
    return _shown(request, artefact, status=201)


def _add_whole(
    request: HttpRequest, draft_id: UUID, slot: str, whole: UploadedFile[Any]
) -> HttpResponse:
    person = person_of(request)
    artefact = actions.add_artefact(
        person=person,
        draft_id=draft_id,
        slot=slot,
        name=whole.name or "",
        size=whole.size or 0,
    )
    receive(person=person, file_id=artefact.file_id, offset=0, chunks=whole.chunks())
    messages.success(request, _("Received. It is being prepared and will be shown here."))
    return _back(artefact)


def _back(artefact: Artefact) -> HttpResponse:
    page = reverse("evidence:draft", args=[artefact.draft_id])
    return redirect(f"{page}#{quote(artefact.slot)}")


def _shown(request: HttpRequest, artefact: Artefact, *, status: int = 200) -> HttpResponse:
    """Answer a script with the card as it is now, and a form with the page it is on."""
    if not wants_json(request):
        return _back(artefact)
    found = _found(request, artefact.id)
    card = queries.card_of(found)
    facts = {
        "card": card,
        "draft": found.draft,
        "ai_uses": AiUse.choices,
        "zone": calendar_of(found.draft.enrolment.organisation).zone,
    }
    html = render_to_string("evidence/parts/card.html", facts, request)
    body = {
        "artefact": str(found.id),
        "upload": reverse("files:upload", args=[found.file_id]),
        "html": html,
    }
    return JsonResponse(body, status=status)


def _found(request: HttpRequest, artefact_id: UUID) -> Artefact:
    """Find a piece of evidence of hers with all that its card shows."""
    found = Artefact.objects.select_related(
        "file",
        "captions",
        "draft__enrolment__version__microcredential",
        "draft__enrolment__organisation",
        "draft__enrolment__person",
    ).prefetch_related("file__derivatives", "captions__derivatives")
    return found.get(id=artefact_id, draft__enrolment__person=person_of(request))


@hers
@require_safe
def card(request: HttpRequest, artefact_id: UUID) -> HttpResponse:
    """Give a piece's card to the page that waits for it."""
    return _shown(request, _found(request, artefact_id))


@hers
@require_POST
def ai_use(request: HttpRequest, artefact_id: UUID) -> HttpResponse:
    """Keep what a tool did for this piece."""
    artefact = _found(request, artefact_id)
    try:
        actions.disclose_ai_use(
            person=person_of(request),
            artefact_id=artefact_id,
            ai_use=request.POST.get("ai_use", ""),
        )
    except ValidationError as error:
        return refused(request, artefact.draft_id, error)
    return JsonResponse({}) if wants_json(request) else _back(artefact)


@hers
@require_POST
def captions(request: HttpRequest, artefact_id: UUID) -> HttpResponse:
    """Give a recording its captions, or take them away."""
    artefact = _found(request, artefact_id)
    person, brought = person_of(request), request.FILES.get("file")
    try:
        if "remove" in request.POST:
            actions.remove_captions(person=person, artefact_id=artefact_id)
        else:
            actions.attach_captions(
                person=person,
                artefact_id=artefact_id,
                name=brought.name or "" if brought else "",
                # one byte more than is taken, so that what is too long is told, not cut
                content=brought.read(actions.CAPTIONS_LIMIT + 1) if brought else b"",
            )
    except ValidationError as error:
        return refused(request, artefact.draft_id, error)
    return _shown(request, artefact)


@hers
@require_POST
def again(request: HttpRequest, artefact_id: UUID) -> HttpResponse:
    """Ask again for what was given up of a piece."""
    return _moved(request, artefact_id, actions.prepare_artefact_again)


@hers
@require_POST
def remove(request: HttpRequest, artefact_id: UUID) -> HttpResponse:
    """Take a piece away; it can be brought back."""
    return _moved(request, artefact_id, actions.remove_artefact)


@hers
@require_POST
def restore(request: HttpRequest, artefact_id: UUID) -> HttpResponse:
    """Bring a piece back."""
    return _moved(request, artefact_id, actions.restore_artefact)


def _moved(request: HttpRequest, artefact_id: UUID, act: Callable[..., Artefact]) -> HttpResponse:
    artefact = _found(request, artefact_id)
    try:
        act(person=person_of(request), artefact_id=artefact_id)
    except ValidationError as error:
        return refused(request, artefact.draft_id, error)
    return _shown(request, artefact)

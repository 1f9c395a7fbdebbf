"""Share a piece of evidence with a colleague: ask, answer, end (R24)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lapel.journey.evidence import actions
from lapel.journey.evidence.models import Artefact
from lapel.journey.evidence.views.common import hers, person_of, refused, sentence_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@hers
@require_POST
def ask(request: HttpRequest, artefact_id: UUID) -> HttpResponse:
    """Ask the colleague with this address to share a piece."""
    person, email = person_of(request), request.POST.get("email", "")
    artefact = Artefact.objects.get(id=artefact_id, draft__enrolment__person=person)
    try:
        actions.ask_colleague(person=person, artefact_id=artefact_id, email=email)
    except ValidationError as error:
        return refused(request, artefact.draft_id, error)
    messages.success(
        request,
        _("If a colleague with this address is enrolled in this version here, she gets a letter."),
    )
    return _back(artefact.draft_id, artefact.slot)


def _back(draft_id: UUID, place: str) -> HttpResponse:
    return redirect(f"{reverse('evidence:draft', args=[draft_id])}#{quote(place)}")


@hers
@require_POST
def answer(request: HttpRequest, share_id: UUID) -> HttpResponse:
    """Accept what a colleague asks, or decline it."""
    person = person_of(request)
    if request.POST.get("answer") != "accept":
        actions.decline_share(person=person, share_id=share_id)
        messages.success(request, _("Declined. Your colleague is not told why."))
        return redirect("evidence:index")
    try:
        share = actions.accept_share(person=person, share_id=share_id)
    except ValidationError as error:
        messages.error(request, sentence_of(error))
        return redirect("evidence:index")
    assert share.draft_id is not None
    messages.success(request, _("It is in your draft now. Please write what your own part was."))
    return _back(share.draft_id, share.artefact.slot)


@hers
@require_POST
def end(request: HttpRequest, share_id: UUID) -> HttpResponse:
    """Leave a piece that is shared, or take it back from a colleague."""
    person = person_of(request)
    try:
        share = actions.end_share(person=person, share_id=share_id)
    except ValidationError as error:
        messages.error(request, sentence_of(error))
        return redirect("evidence:index")
    if share is None or (share.accepted_at is None and share.person_id != person.pk):
        # the same sentence, and the same way on, whether the address is anybody's here or not
        messages.success(request, _("The question is taken back."))
        return redirect("evidence:index")
    artefact = share.artefact
    if share.person_id == person.pk:
        messages.success(request, _("You share this piece no more."))
        return redirect("evidence:index") if share.draft_id is None else _back(share.draft_id, "")
    messages.success(request, _("%s shares it no more.") % share.person.shown_name)
    return _back(artefact.draft_id, artefact.slot)

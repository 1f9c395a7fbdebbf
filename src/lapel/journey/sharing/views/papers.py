"""What a holder takes along beside the badge: other signed forms, transcripts, her CV's lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.sharing import actions, queries
from lapel.journey.sharing.models import Paper
from lapel.journey.sharing.views.portfolio import own

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from lapel.journey.people.models import Person

# W3C Securing VCs using JOSE and COSE, §6; SD-JWT VC §6; CLR 2.0 is a VC of the data model 2.0.
MEDIA = {
    Paper.Kind.VC_JWT: ("application/vc+jwt", ".jwt"),
    Paper.Kind.SD_JWT: ("application/dc+sd-jwt", ".sd-jwt"),
    Paper.Kind.JCS: ("application/vc+ld+json", ".jcs.json"),
    Paper.Kind.TRANSCRIPT: ("application/vc+ld+json", ".json"),
}


def _download(body: str | bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=media_type)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "private, no-cache"
    return response


@login_required
@require_safe
def paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Give a signed form or a transcript as a file."""
    found = queries.ready_paper(cast("Person", request.user), paper_id)
    if found is None:
        raise Http404
    media_type, ending = MEDIA[Paper.Kind(found.kind)]
    title = found.award.achievement.title if found.award else _("Transcript")
    return _download(found.text, media_type, f"{slugify(title) or 'badge'}{ending}")


@login_required
@require_POST
def order_form(request: HttpRequest, award_id: UUID, form: str) -> HttpResponse:
    """Have another form of a badge signed."""
    found = own(request, award_id)
    try:
        actions.order_form(person=cast("Person", request.user), award_id=found.pk, kind=form)
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is being signed; look again in a moment."))
    return redirect("sharing:award", found.pk)


@login_required
@require_POST
def order_transcript(request: HttpRequest, issuer_id: UUID) -> HttpResponse:
    """Have a transcript signed."""
    try:
        actions.order_transcript(person=cast("Person", request.user), issuer_id=issuer_id)
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, _("Your transcript is being signed; look again in a moment."))
    return redirect("sharing:index")


@login_required
@require_safe
def cv(request: HttpRequest, form: str) -> HttpResponse:
    """Give her badges in force for her CV: all, or with `?only=shared` what she shows."""
    person = cast("Person", request.user)
    entries = queries.cv_entries(person, only_shared=request.GET.get("only") == "shared")
    if form == "json-resume":
        return _download(queries.json_resume(person, entries), "application/json", "resume.json")
    if form == "europass":
        return _download(queries.europass_xml(person, entries), "application/xml", "europass.xml")
    raise Http404

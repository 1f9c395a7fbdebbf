"""A mentor reads a draft along, as long as its teacher lets her (R22)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lapel.journey.evidence import actions, queries
from lapel.journey.evidence.models import AiUse
from lapel.journey.evidence.views.common import her_draft, hers, person_of, refused, sentence_of
from lapel.journey.people.queries import calendar_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@hers
@require_POST
def let_in(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Let the mentor she chose read her draft."""
    her_draft(request, draft_id)
    try:
        mentor = UUID(request.POST.get("mentor", ""))
    except ValueError:
        return refused(request, draft_id, ValidationError(_("Please choose a mentor.")))
    try:
        reader = actions.let_in(person=person_of(request), draft_id=draft_id, mentor_id=mentor)
    except ValidationError as error:
        return refused(request, draft_id, error)
    messages.success(request, _("%s can read this draft now.") % reader.mentor.shown_name)
    return _back(draft_id)


@hers
@require_POST
def end(request: HttpRequest, reader_id: UUID) -> HttpResponse:
    """Take her leave back."""
    reader = actions.end_reading(person=person_of(request), reader_id=reader_id)
    messages.success(request, _("%s no longer sees this draft.") % reader.mentor.shown_name)
    return _back(reader.draft_id)


def _back(draft_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('evidence:draft', args=[draft_id])}#readers")


@hers
@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Show a mentor the draft she may read, and take what she writes about it."""
    mentor = person_of(request)
    reader = queries.reader_at(mentor, draft_id)
    if request.method == "POST":
        return _written(request, draft_id)
    draft = reader.draft
    version = draft.enrolment.version
    titles = {key: slot.title for key, slot in queries.slots_asked(version).items()}
    read = queries.as_read(draft, mentor=mentor)
    facts = {
        "reader": reader,
        "draft": draft,
        "version": version,
        "zone": calendar_of(draft.enrolment.organisation).zone,
        "answers": read.work.answers,
        "artefacts": [
            (each, titles.get(each.slot, ""), AiUse(each.ai_use).label)
            for each in read.work.artefacts
        ],
        "waiting": read.waiting,
        "notes": reader.notes.order_by("at"),
    }
    return render(request, "evidence/reading.html", facts)


def _written(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    text = request.POST.get("text", "").replace("\r\n", "\n").replace("\0", "")
    try:
        actions.write_as_reader(mentor=person_of(request), draft_id=draft_id, text=text)
    except ValidationError as error:
        messages.error(request, sentence_of(error))
    else:
        messages.success(request, _("Your note is on her page."))
    return redirect(f"{reverse('evidence:reading', args=[draft_id])}#notes")

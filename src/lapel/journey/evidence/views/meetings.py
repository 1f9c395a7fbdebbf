"""The meeting with a mentor that opens an attempt after the third."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.evidence import actions, queries
from lapel.journey.evidence.forms import DayForm
from lapel.journey.evidence.views.common import her_draft, hers, person_of, refused, sentence_of
from lapel.journey.people.models import Role
from lapel.journey.people.queries import roles_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LOGGED_SHOWN = 50


@hers
@require_POST
def ask(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Ask the mentor she chose."""
    person = person_of(request)
    her_draft(request, draft_id)
    try:
        mentor = UUID(request.POST.get("mentor", ""))
    except ValueError:
        return refused(request, draft_id, ValidationError(_("Please choose a mentor.")))
    try:
        meeting = actions.ask_for_meeting(person=person, draft_id=draft_id, mentor_id=mentor)
    except ValidationError as error:
        return refused(request, draft_id, error)
    messages.success(request, _("%s has been asked for a meeting.") % meeting.mentor.shown_name)
    return redirect(f"{reverse('evidence:draft', args=[draft_id])}#mentor")


@hers
@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """List the meetings a mentor is asked for, those she logged, and where she mentors."""
    mentor = person_of(request)
    asked = queries.meetings_asked_of(mentor)
    facts = {
        "rows": [(each, DayForm(auto_id=f"{each.id}_%s")) for each in asked],
        "open_to_her": queries.drafts_open_to(mentor),
        "logged": queries.meetings_logged_by(mentor)[:LOGGED_SHOWN],
        "places": [each.organisation for each in roles_of(mentor) if each.role == Role.MENTOR],
    }
    return render(request, "evidence/meetings.html", facts)


@hers
@require_POST
def log(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Log the day on which a meeting was held."""
    form = DayForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please give the day of the meeting."))
        return redirect("evidence:meetings")
    try:
        actions.log_meeting(
            mentor=person_of(request), meeting_id=meeting_id, held_on=form.cleaned_data["held_on"]
        )
    except ValidationError as error:
        messages.error(request, sentence_of(error))
    else:
        messages.success(request, _("Thank you. Her next attempt is open."))
    return redirect("evidence:meetings")

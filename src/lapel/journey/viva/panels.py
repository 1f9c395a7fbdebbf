"""What viva shows on earlier pages: to a teacher that a talk comes first; to leads how to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from lapel.journey.viva.forms import AskForm
from lapel.journey.viva.queries import viva_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from lapel.journey.evidence.models import Submission
    from lapel.journey.integrity.models import Inquiry, Match


def attempt(request: HttpRequest, subject: Submission) -> str:
    """Lead from an attempt to the talk about it; nobody but its teacher sees it."""
    if subject.person_id != request.user.pk:
        return ""
    viva = viva_on(subject)
    if viva is None or viva.ending == viva.Ending.STOPPED:
        return ""
    return render_to_string("viva/parts/talk_panel.html", {"viva": viva}, request)


def match(request: HttpRequest, subject: Match) -> str:
    """Let a lead ask for a talk about one side of what is alike."""
    if subject.state != subject.State.OPEN:
        return ""
    context = {"match": subject, "form": AskForm(match=subject, auto_id="talk_%s")}
    return render_to_string("viva/parts/match_panel.html", context, request)


def inquiry(request: HttpRequest, subject: Inquiry) -> str:
    """Lead from an inquiry that came of a talk to that talk."""
    viva = getattr(subject, "viva", None)
    if viva is None:
        return ""
    return render_to_string("viva/parts/inquiry_panel.html", {"viva": viva}, request)


PANELS: dict[str, list[Callable[[HttpRequest, Any], str]]] = {
    "evidence.attempt": [attempt],
    "review.tracker": [attempt],
    "integrity.match": [match],
    "integrity.inquiry": [inquiry],
}

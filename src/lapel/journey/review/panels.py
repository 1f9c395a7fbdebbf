"""What review shows on earlier rooms' pages: where a submission is, and what its letter says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from lapel.journey.evidence.models import Draft
from lapel.journey.review import queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from lapel.journey.learning.models import Enrolment


def enrolment(request: HttpRequest, subject: Enrolment) -> str:
    """Say where an enrolment's last attempt is, with a link to its tracker."""
    if subject.person_id != request.user.pk:
        return ""
    draft = Draft.objects.filter(enrolment=subject).first()
    last = draft.submissions.order_by("-number").first() if draft else None
    if last is None:
        return ""
    context = {"track": queries.track_of(last), "letter": queries.letter_of(last)}
    return render_to_string("review/parts/enrolment_panel.html", context, request)


def draft(request: HttpRequest, subject: Draft) -> str:
    """Show what the last letter said of each criterion that is still open (R11)."""
    if subject.enrolment.person_id != request.user.pk:
        return ""
    letter = queries.latest_letter(subject)
    if letter is None or letter.is_earned:
        return ""
    return render_to_string("review/parts/draft_panel.html", {"letter": letter}, request)


PANELS: dict[str, list[Callable[[HttpRequest, Any], str]]] = {
    "learning.enrolment": [enrolment],
    "evidence.draft": [draft],
}

"""What review shows on earlier rooms' pages: where a submission is, and what its letter says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from lapel.journey.evidence.models import Submission
from lapel.journey.review import queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from lapel.journey.evidence.models import Draft
    from lapel.journey.learning.models import Enrolment


def enrolment(request: HttpRequest, subject: Enrolment) -> str:
    """Say where an enrolment's last attempt is, with a link to its tracker."""
    last = Submission.objects.filter(draft__enrolment=subject).defer("manifest")
    return _line(request, last.order_by("-number").first(), subject)


def attempt(request: HttpRequest, subject: Submission) -> str:
    """Lead from a frozen attempt to its tracker."""
    return _line(request, subject, subject.draft.enrolment)


def _line(request: HttpRequest, last: Submission | None, subject: Enrolment) -> str:
    if last is None or last.person_id != request.user.pk:
        return ""
    context = {
        "submission": last,
        "title": subject.version.title,
        "words": queries.words_for_teacher(last),
        "verdict": queries.verdict_on(last),
    }
    return render_to_string("review/parts/enrolment_panel.html", context, request)


def draft(request: HttpRequest, subject: Draft) -> str:
    """Show what the last letter said of each criterion that is still open (R11)."""
    if subject.enrolment.person_id != request.user.pk:
        return ""
    letter = queries.latest_letter(subject)
    if letter is None or letter.verdict.is_earned:
        return ""
    return render_to_string("review/parts/draft_panel.html", {"letter": letter}, request)


PANELS: dict[str, list[Callable[[HttpRequest, Any], str]]] = {
    "learning.enrolment": [enrolment],
    "evidence.attempt": [attempt],
    "evidence.draft": [draft],
}

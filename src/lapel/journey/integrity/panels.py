"""What integrity shows on other rooms' pages: to a teacher, that a person asks her something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from lapel.journey.integrity.queries import inquiry_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from lapel.journey.evidence.models import Submission


def attempt(request: HttpRequest, subject: Submission) -> str:
    """Lead from an attempt to the question about it; nobody but its teacher sees it."""
    if subject.person_id != request.user.pk:
        return ""
    inquiry = inquiry_on(subject)
    if inquiry is None:
        return ""
    return render_to_string("integrity/parts/question_panel.html", {"inquiry": inquiry}, request)


PANELS: dict[str, list[Callable[[HttpRequest, Any], str]]] = {
    "evidence.attempt": [attempt],
    "review.tracker": [attempt],
}

"""What review shows on earlier rooms' pages: where a submission is, and what its letter says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from lapel.journey.people.models import Person
from lapel.journey.review import queries

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest

    from lapel.journey.evidence.models import Draft, Submission
    from lapel.journey.evidence.queries import Standing as Shelved
    from lapel.journey.learning.models import Enrolment
    from lapel.journey.review.queries import Standing


def enrolment(request: HttpRequest, subject: Enrolment) -> str:
    """Say where an enrolment's last attempt is, with a link to its tracker."""
    if subject.person_id != request.user.pk:
        return ""
    standing = _standings(request).get(subject.pk)
    return _line(request, standing, subject) if standing else ""


def _standings(request: HttpRequest) -> dict[UUID, Standing]:
    """Find all of hers, which are read once for a page that lists many."""
    known: dict[UUID, Standing] | None = getattr(request, "review_standings", None)
    if known is None:
        user = request.user
        known = queries.latest_standings(user) if isinstance(user, Person) else {}
        request.review_standings = known  # type: ignore[attr-defined]  # lives for this page
    return known


def standing(request: HttpRequest, subject: Shelved) -> str:
    """Say where a draft's last attempt is: earned, almost, not yet, or who has it now."""
    return "" if subject.state == "writing" else enrolment(request, subject.draft.enrolment)


def attempt(request: HttpRequest, subject: Submission) -> str:
    """Lead from a frozen attempt to its tracker."""
    if subject.person_id != request.user.pk:
        return ""
    return _line(request, queries.standing_of(subject), subject.draft.enrolment)


def _line(request: HttpRequest, standing: Standing, subject: Enrolment) -> str:
    context = {"standing": standing, "title": subject.version.title}
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
    "evidence.standing": [standing],
    "evidence.attempt": [attempt],
    "evidence.draft": [draft],
}

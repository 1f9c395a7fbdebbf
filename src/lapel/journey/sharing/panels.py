"""What sharing shows on earlier rooms' pages: the way from earned evidence to its badge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.template.loader import render_to_string

from lapel.journey.issuing.queries import awards_of
from lapel.journey.people.models import Person

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest

    from lapel.journey.evidence.models import Submission
    from lapel.journey.evidence.queries import Standing
    from lapel.journey.issuing.models import Award


def badge(request: HttpRequest, subject: Standing) -> str:
    """Lead from a draft that was earned to its badge, and say where that is no longer valid."""
    if subject.state != "decided":
        return ""
    award = _awards(request).get(subject.draft.enrolment_id)
    return _shown(request, award) if award else ""


def badge_of_attempt(request: HttpRequest, subject: Submission) -> str:
    """Lead from the attempt that earned it to the badge."""
    award = _awards(request).get(subject.draft.enrolment_id)
    if award is None or award.decision is None:
        return ""
    return _shown(request, award) if award.decision.case.submission_id == subject.pk else ""


def _shown(request: HttpRequest, award: Award) -> str:
    context = {"award": award, "title": award.achievement.title}
    return render_to_string("sharing/parts/badge_panel.html", context, request)


def _awards(request: HttpRequest) -> dict[UUID, Award]:
    """Find all of hers by enrolment, which are read once for a page that lists many."""
    known: dict[UUID, Award] | None = getattr(request, "sharing_awards", None)
    if known is None:
        user = request.user
        known = _by_enrolment(user) if isinstance(user, Person) else {}
        request.sharing_awards = known  # type: ignore[attr-defined]  # lives for this page
    return known


def _by_enrolment(person: Person) -> dict[UUID, Award]:
    path = "decision__case__submission__draft__enrolment_id"
    found = (
        awards_of(person)
        .filter(decision__isnull=False)
        .annotate(enrolment=F(path))
        .select_related("decision__case")
    )
    return {award.enrolment: award for award in reversed(found)}


PANELS: dict[str, list[Callable[[HttpRequest, Any], str]]] = {
    "evidence.standing": [badge],
    "review.tracker": [badge_of_attempt],
}

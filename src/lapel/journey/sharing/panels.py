"""What sharing shows on earlier rooms' pages: the way from earned evidence to its badge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.template.loader import render_to_string
from django.utils.translation import gettext

from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import awards_of
from lapel.journey.people.models import Person

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest

    from lapel.journey.evidence.models import Submission
    from lapel.journey.evidence.queries import Standing
    from lapel.journey.qualification.models import Trial


def badge(request: HttpRequest, subject: Standing) -> str:
    """Lead from a draft that was earned to its badge, and say where that is no longer valid."""
    if subject.state != "decided":
        return ""
    award = _awards(request).get(subject.draft.enrolment_id)
    return _shown(request, award) if award else ""


def next_of_badge(request: HttpRequest, subject: Standing) -> str:
    """Say what comes next where a badge is not in force: nobody is asked to share it then."""
    award = _awards(request).get(subject.draft.enrolment_id)
    if award is None or award.state == Award.State.ISSUED:
        return ""
    if award.state == Award.State.SUSPENDED:
        return gettext("Next: nothing for you to do; the page of your badge says why it rests.")
    return gettext("Next: the page of your badge says why it is no longer valid.")


def badge_of_attempt(request: HttpRequest, subject: Submission) -> str:
    """Lead from the attempt that earned it to the badge."""
    award = _awards(request).get(subject.draft.enrolment_id)
    if award is None or award.decision is None:
        return ""
    return _shown(request, award) if award.decision.case.submission_id == subject.pk else ""


def badge_of_assessor(request: HttpRequest, subject: Trial) -> str:
    """Lead from anchors that were reached to the assessor's badge, or say that it comes."""
    training = subject.training
    known = awards_of(training.person).filter(achievement__assessing=training.version_id)
    award = known.exclude(state=Award.State.REVOKED).first()
    return render_to_string("sharing/parts/assessors_badge.html", {"award": award}, request)


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
    "evidence.earned": [next_of_badge],
    "evidence.standing": [badge],
    "qualification.passed": [badge_of_assessor],
    "review.tracker": [badge_of_attempt],
}

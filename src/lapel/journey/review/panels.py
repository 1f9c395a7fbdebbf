"""What review shows on earlier rooms' pages: where a submission is, and what its letter says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from lapel.journey.people.models import Person
from lapel.journey.qualification.queries import language_name
from lapel.journey.review import queries
from lapel.journey.review.forms import FairnessForm
from lapel.journey.review.queries.fairness import standing_fairness
from lapel.journey.review.queries.languages import languages_scored
from lapel.journey.review.queries.reliability_told import amount_said, lines_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest

    from lapel.journey.catalogue.models import MicroCredential
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


def next_step(request: HttpRequest, subject: Shelved) -> str:
    """Say what comes next where that may be hers to do; elsewhere assessors are at it."""
    found = _standings(request).get(subject.draft.enrolment_id)
    return str(found.next_words) if found else ""


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


def reliability(request: HttpRequest, microcredential: MicroCredential) -> str:
    """Say how far assessors agree, or that too few were scored twice."""
    card = queries.reliability_of(microcredential)
    lines = {each.name: each.said for each in lines_of(card)}
    facts = {
        "microcredential": microcredential,
        "card": card,
        "amount": amount_said(card),
        "exact": lines.get("exact"),
        "alpha": lines.get("alpha_ordinal"),
    }
    return render_to_string("review/parts/reliability_panel.html", facts, request)


def mirror(request: HttpRequest, subject: Person) -> str:
    """Show an assessor how much she scored, and whether her letters helped; her alone."""
    if subject.pk != request.user.pk:
        return ""
    context: dict[str, Any] = {"load": queries.weekly_load(subject)}
    if found := queries.letters_helped(subject):
        good, number, low, high = found
        context |= {"helped": True, "good": good, "number": number}
        context |= {"share": round(100 * good / number)}
        context |= {"low": round(100 * low), "high": round(100 * high)}
    return render_to_string("review/parts/mirror_panel.html", context, request)


def control(request: HttpRequest, subject: Person) -> str:
    """Show a lead the queue's ages and the rubric lines that divide her assessors."""
    context = {"ages": queries.queue_ages(subject), "lines": queries.dividing_lines(subject)}
    return render_to_string("review/parts/control_panel.html", context, request)


def fairness(request: HttpRequest, subject: Person) -> str:
    """Ask for a teacher's leave to be counted, or show that it stands."""
    facts = {"standing": standing_fairness(subject), "form": FairnessForm()}
    return render_to_string("review/parts/fairness_panel.html", facts, request)


def language(request: HttpRequest, subject: Draft) -> str:
    """Ask in which language her evidence is, where assessors read more than one (R4)."""
    version = subject.enrolment.version
    languages = languages_scored(version)
    if len(languages) == 1:
        return ""
    last = subject.submissions.order_by("-number").first()
    facts = {
        "languages": [(each, language_name(each)) for each in languages],
        "chosen": last.manifest.get("language", "") if last else "",
    }
    return render_to_string("review/parts/language_panel.html", facts, request)


PANELS: dict[str, list[Callable[[HttpRequest, Any], str]]] = {
    "people.account": [fairness],
    "catalogue.rubric": [reliability],
    "qualification.mirror": [mirror],
    "qualification.control": [control],
    "learning.enrolment": [enrolment],
    "evidence.standing": [standing],
    "evidence.next": [next_step],
    "evidence.attempt": [attempt],
    "evidence.draft": [draft],
    "evidence.submit": [language],
}

"""What a lead assessor oversees."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.catalogue.queries import criteria
from lapel.journey.evidence.queries import left_out
from lapel.journey.people.models import Role
from lapel.journey.people.queries import organisations_where
from lapel.journey.review.models import Case, Score
from lapel.journey.review.queries.covered import gone_from
from lapel.journey.review.queries.decisions import locked, rubric_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lapel.journey.people.models import Person


def led_microcredentials(person: Person) -> QuerySet[MicroCredential]:
    """Give the published micro-credentials of the organisations whose assessors a person leads."""
    places = organisations_where(person, Role.LEAD_ASSESSOR)
    found = MicroCredential.objects.filter(organisation__in=places, current__isnull=False)
    found = found.select_related("current", "organisation").defer(
        "current__content", "current__search_text"
    )
    appointed = Q(appointments__ended_at__isnull=True)
    return found.annotate(appointed=Count("appointments", filter=appointed)).order_by(
        "current__title"
    )


def cases_led_by(person: Person) -> QuerySet[Case]:
    """Give the cases a person oversees, the oldest day first; her own work is never among them.

    A lead sees neither the teacher nor who scores: she may be the next to score (R9). So nothing
    is put in order by a clock of the teacher's organisation: within the day on which they opened,
    cases stand by their ids, which are drawn by lot.
    """
    places = organisations_where(person, Role.LEAD_ASSESSOR)
    found = Case.objects.filter(microcredential__organisation__in=places)
    found = found.exclude(submission__person=person).select_related(
        "version", "microcredential__organisation"
    )
    found = found.defer("version__content", "version__search_text")
    return found.order_by(TruncDate("opened_at", tzinfo=UTC), "pk")


def unjudged_scores(case: Case) -> list[Score]:
    """Give what could not be judged, with its reason, for the lead who decides (R8)."""
    required = {each.key for each in rubric_of(case) if each.required}
    return [
        score
        for each in locked(case)
        for score in each.scores.all()
        if score.reason and (score.criterion in required or score.reason == "privacy")
    ]


def unjudged_rows(case: Case) -> list[dict[str, Any]]:
    """Give what could not be judged in words, in the rubric's order; nobody is named."""
    gone = gone_from(case)
    titles = {each["key"]: each["title"] for each in criteria(case.version)}
    found = [
        {
            "title": titles[score.criterion],
            "reason": score.get_reason_display(),
            "comment": left_out(score.comment, gone),
            "order": list(titles).index(score.criterion),
        }
        for score in unjudged_scores(case)
    ]
    return sorted(found, key=lambda each: (each["order"], each["comment"]))

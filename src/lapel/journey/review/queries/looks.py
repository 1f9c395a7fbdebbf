"""Second looks at decided cases (R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from lapel.domain.rubrics.levels import Level
from lapel.domain.rubrics.lifecycle import State
from lapel.journey.catalogue.queries import criteria
from lapel.journey.people.models import Role
from lapel.journey.people.queries import open_memberships, organisations_above
from lapel.journey.review.models import LEVELS, Case, Seat, SecondLook
from lapel.journey.review.queries.decisions import resolution_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet


def open_look(case: Case) -> SecondLook | None:
    """Give the second look that a case is under, if any, with the decision it looks at."""
    if not case.look_state:
        return None
    found = SecondLook.objects.select_related("decision")
    return found.filter(case=case, ended_at__isnull=True).first()


def leads_at(case: Case, person_id: UUID) -> bool:
    """Tell whether a person leads the assessors of a case, and so may know how it was decided."""
    line = [each.pk for each in organisations_above(case.microcredential.organisation)]
    held = open_memberships().filter(person=person_id, role=Role.LEAD_ASSESSOR)
    return held.filter(organisation__in=line).exists()


def looks_of(case: Case) -> QuerySet[SecondLook]:
    """Give all second looks at a case, the latest first."""
    return SecondLook.objects.filter(case=case).order_by("-asked_at")


def decided_cases(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Keep those that are decided, the latest first, with how many scored each of them."""
    counts = Q(assessments__locked_at__isnull=False, assessments__ended_at__isnull=True)
    blind = counts & Q(assessments__seat__in=[Seat.FIRST, Seat.SECOND])
    leads = counts & Q(assessments__seat=Seat.ADJUDICATOR)
    found = cases.filter(state__in=[State.DECIDED, State.APPEAL_DECIDED], decision__isnull=False)
    found = found.annotate(
        scorers=Count("assessments", filter=blind, distinct=True),
        adjudicators=Count("assessments", filter=leads, distinct=True),
    )
    return found.order_by("-ended_at", "pk")


def may_score_again(case: Case) -> bool:
    """Tell whether a case was decided by one and is under no look now."""
    if case.state != State.DECIDED or case.look_state or case.decision_id is None:
        return False
    seats = case.assessments.filter(locked_at__isnull=False, ended_at__isnull=True)
    return not seats.filter(seat=Seat.SECOND).exists()


def look_rows(case: Case, look: SecondLook) -> list[dict[str, Any]]:
    """Give the criteria whose levels came out otherwise, in words, for a lead."""
    found = resolution_of(case)
    if found is None:
        return []
    before = {each["criterion"]: each["level"] for each in look.decision.criteria}
    titles = {each["key"]: each["title"] for each in criteria(case.version)}
    return [
        {
            "title": titles[each.criterion],
            "before": LEVELS[Level(before[each.criterion])],
            "after": LEVELS[each.level],
        }
        for each in found.findings
        if each.level != before[each.criterion]
    ]

"""Scores, how they resolve, and what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.domain.rubrics.levels import Criterion, Judgement, Level, Reason
from lapel.domain.rubrics.resolution import Resolution, resolve
from lapel.journey.catalogue.queries import criteria
from lapel.journey.review.models import Assessment, Case, Decision, Seat

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet


def decision(decision_id: UUID) -> Decision:
    """Give a decision with its case, submission and version; `Decision.DoesNotExist` if none.

    `decision.criteria` is `[{"criterion", "required", "level", "how"}]` over the whole rubric.
    """
    found = Decision.objects.select_related("case__submission__person", "case__version", "letter")
    return found.get(id=decision_id)


def locked(case: Case) -> QuerySet[Assessment]:
    """Give the assessments of a case that count: locked, and not replaced."""
    found = case.assessments.filter(locked_at__isnull=False, ended_at__isnull=True)
    return found.order_by("seat").prefetch_related("scores")


def former_assessors(case: Case) -> frozenset[UUID]:
    """Give who scored the last decided attempt before this one (R13); empty for a first one."""
    before = latest_before(case)
    if before is None:
        return frozenset()
    seats = locked(before).filter(seat__in=(Seat.FIRST, Seat.SECOND))
    return frozenset(seats.values_list("assessor_id", flat=True))


def latest_before(case: Case) -> Case | None:
    """Give the case of the last decided attempt before this one on the same draft."""
    earlier = Case.objects.filter(
        submission__draft_id=case.submission.draft_id,
        submission__number__lt=case.submission.number,
        decision__isnull=False,
    )
    return earlier.order_by("-submission__number").first()


def judgements_of(assessment: Assessment) -> dict[str, Judgement]:
    """Give an assessment's levels by criterion; a criterion without a level is left out."""
    return {
        score.criterion: Judgement(
            Level(score.level), Reason(score.reason) if score.reason else None
        )
        for score in assessment.scores.all()
        if score.level
    }


def rubric_of(case: Case) -> list[Criterion]:
    """Give the criteria of a case's version for resolving."""
    return [Criterion(each["key"], bool(each["required"])) for each in criteria(case.version)]


def resolution_of(case: Case, *, adjudicated: bool = True) -> Resolution | None:
    """Resolve what is locked so far by R6 to R9; None until both first seats are locked.

    Without `adjudicated` it is as if no lead assessor had scored yet: what is in dispute.
    """
    seats = {each.seat: judgements_of(each) for each in locked(case)}
    if not {Seat.FIRST, Seat.SECOND} <= seats.keys():
        return None
    rubric = rubric_of(case)
    return resolve(
        rubric,
        seats[Seat.FIRST],
        seats[Seat.SECOND],
        adjudicated=seats.get(Seat.ADJUDICATOR) if adjudicated else None,
        carried=[each.key for each in rubric if each.key not in case.open_criteria],
    )

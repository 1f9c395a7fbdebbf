"""Scores, how they resolve, and what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.domain.rubrics.levels import Criterion, Judgement, Level, Reason
from lapel.domain.rubrics.resolution import Finding, How, Resolution, resolve
from lapel.domain.rubrics.routing import resolve_alone
from lapel.journey.catalogue.queries import criteria
from lapel.journey.evidence.queries import levels_carried
from lapel.journey.review.models import Assessment, Case, Decision, Seat
from lapel.journey.review.queries.routing import is_scored_once

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


def findings_of(decision: Decision) -> tuple[Finding, ...]:
    """Give what a decision says of each criterion."""
    return tuple(
        Finding(each["criterion"], each["required"], Level(each["level"]), How(each["how"]))
        for each in decision.criteria
    )


def rubric_of(case: Case) -> list[Criterion]:
    """Give the criteria of a case's version for resolving."""
    return [Criterion(each["key"], bool(each["required"])) for each in criteria(case.version)]


def team_levels(case: Case) -> dict[str, Level]:
    """Give the levels of the criteria that were scored in a teammate's case, not in this one."""
    return {each.criterion: Level(each.level) for each in case.team_findings.all()}


def to_be_scored(case: Case) -> list[str]:
    """Give the keys of the criteria that this case's assessors score."""
    known = team_levels(case)
    return [key for key in case.open_criteria if key not in known]


def carried_in(case: Case) -> dict[str, Level]:
    """Give the criteria that are not scored here, with their levels.

    An earlier attempt has shown them (R12), or an earlier award has them at that level (R20).
    """
    known = levels_carried(case.submission) if case.submission else {}
    return {
        each.key: Level(known.get(each.key, Level.YES))
        for each in rubric_of(case)
        if each.key not in case.open_criteria
    }


def resolution_of(case: Case, *, adjudicated: bool = True) -> Resolution | None:
    """Resolve what is locked so far by R6 to R9; None until both first seats are locked.

    Where one scoring was found to do (R10), it alone is resolved. Without `adjudicated` it is as
    if no lead assessor had scored yet: what is in dispute.
    """
    seats = {each.seat: judgements_of(each) for each in locked(case)}
    rubric, carried, team = rubric_of(case), carried_in(case), team_levels(case)
    if all(each.key in carried or each.key in team for each in rubric):
        return resolve(rubric, {}, {}, carried=carried, team=team)
    if is_scored_once(case) and Seat.FIRST in seats and Seat.SECOND not in seats:
        return resolve_alone(rubric, seats[Seat.FIRST], carried=carried, team=team)
    if not {Seat.FIRST, Seat.SECOND} <= seats.keys():
        return None
    return resolve(
        rubric,
        seats[Seat.FIRST],
        seats[Seat.SECOND],
        adjudicated=seats.get(Seat.ADJUDICATOR) if adjudicated else None,
        carried=carried,
        team=team,
    )

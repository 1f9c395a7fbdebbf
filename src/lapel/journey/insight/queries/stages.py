"""How far each teacher is in each micro-credential; for counting only, never shown by person.

A decision below the line is not a stage: whoever revises is drafting, as before her first
attempt, so that not even a count tells of failed attempts.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from lapel.domain.rubrics.lifecycle import State
from lapel.journey.evidence.models import Answer, Artefact, Submission
from lapel.journey.issuing.models import Award
from lapel.journey.learning.models import Enrolment, ModuleProgress
from lapel.journey.review.models import Case

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from django.db.models import QuerySet


class Stage(IntEnum):
    """From joining to earning; a teacher counts once, at the furthest."""

    JOINED = 0
    ENROLLED = 1
    LEARNING = 2
    DRAFTING = 3
    SUBMITTED = 4
    IN_REVIEW = 5
    EARNED = 6


def stages_of(
    people: Collection[UUID], organisations: Collection[UUID]
) -> dict[tuple[UUID, UUID], Stage]:
    """Tell the furthest stage by (person, micro-credential).

    Only what teachers do for these organisations counts; what one does by herself, or for
    another employer, is nobody's business here.
    """
    enrolments = Enrolment.objects.filter(
        person__in=people, organisation__in=organisations, left_at__isnull=True
    )
    stages: dict[tuple[UUID, UUID], Stage] = {}
    for stage, pairs in _by_stage(enrolments, organisations):
        for person, microcredential in pairs:
            if person in people:
                stages[person, microcredential] = stage
    return stages


def _by_stage(
    enrolments: QuerySet[Enrolment], organisations: Collection[UUID]
) -> list[tuple[Stage, list[tuple[UUID, UUID]]]]:
    """Give, from the nearest stage to the furthest, who reached it in what."""
    mine = enrolments.values("pk")
    version = "version__microcredential"
    drafted = {"draft__enrolment__in": mine}
    via_draft = ("draft__enrolment__person", "draft__enrolment__version__microcredential")
    queued = Submission.objects.filter(state=Submission.State.QUEUED, **drafted)
    busy = Case.objects.filter(submission__in=queued.values("pk")).exclude(state=State.QUEUED)
    earned = Award.objects.filter(state=Award.State.ISSUED, organisation__in=organisations)
    found = [
        (Stage.ENROLLED, enrolments.values_list("person", version)),
        (
            Stage.LEARNING,
            ModuleProgress.objects.filter(enrolment__in=mine).values_list(
                "enrolment__person", f"enrolment__{version}"
            ),
        ),
        (Stage.DRAFTING, Answer.objects.filter(**drafted).values_list(*via_draft)),
        (
            Stage.DRAFTING,
            Artefact.objects.filter(removed_at__isnull=True, **drafted).values_list(*via_draft),
        ),
        (Stage.SUBMITTED, queued.values_list(*via_draft)),
        (Stage.IN_REVIEW, busy.values_list("submission__person", "microcredential")),
        (
            Stage.EARNED,
            earned.filter(achievement__version__isnull=False).values_list(
                "person", f"achievement__{version}"
            ),
        ),
    ]
    return [(stage, list(pairs.distinct())) for stage, pairs in found]

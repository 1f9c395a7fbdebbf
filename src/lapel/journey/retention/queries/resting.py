"""Whether evidence rests on what a family allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from lapel.journey.evidence.models import Artefact
from lapel.journey.evidence.queries import is_spoken_of
from lapel.journey.redaction.models import Check

if TYPE_CHECKING:
    from lapel.journey.consent.models import Student


def rests_on(student: Student) -> bool:
    """Tell whether anything is kept that a family may still take out, or has taken out.

    That is a file that says it shows the student; where the family ever answered, also any
    evidence that was brought before the student was removed (nobody ticks every child of a film),
    and a text in which the student is called by name.
    """
    shows = Q(suggestions__student=student) | Q(appearances__student=student)
    if Check.objects.filter(shows, file__erased_at=None).exists():
        return True
    if not student.consents.exists():
        return False
    teacher = student.school_class.teacher
    brought = Artefact.objects.filter(draft__enrolment__person=teacher)
    if student.removed_at:
        brought = brought.filter(added_at__lte=student.removed_at)
    kept = Q(file__erased_at=None) | Q(captions__isnull=False, captions__erased_at=None)
    return brought.filter(kept).exists() or is_spoken_of(teacher, student.labels)

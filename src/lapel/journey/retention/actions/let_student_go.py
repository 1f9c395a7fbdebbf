"""Students who were removed: kept by label while evidence rests on what a family allowed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.consent.actions import let_go
from lapel.journey.consent.models import Student
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.journey.retention.events import StudentKept
from lapel.journey.retention.queries import rests_on, standing_hold

if TYPE_CHECKING:
    from uuid import UUID

LOOK = timedelta(days=30)


def let_student_go(*, student_id: UUID) -> None:
    """Erase a removed student with what the family answered, or look again in a month."""
    found = Student.objects.select_related("school_class__teacher").filter(pk=student_id)
    student = found.exclude(removed_at=None).first()
    if student is None:
        return
    if standing_hold(student.school_class.teacher) or rests_on(student):
        with transaction.atomic():
            announce(StudentKept(student_id=student_id), due_at=now() + LOOK)
    else:
        let_go(student_id=student_id)

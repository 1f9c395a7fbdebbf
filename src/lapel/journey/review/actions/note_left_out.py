"""Say in the record that a student is left out of what was said of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from lapel.journey.consent.models import Student
from lapel.journey.consent.queries import taken_back
from lapel.journey.evidence.queries import words_gone_from
from lapel.journey.review.actions.moves import tell
from lapel.journey.review.models import Case
from lapel.journey.review.queries.covered import texts_said_of

if TYPE_CHECKING:
    from uuid import UUID


def note_left_out(*, student_id: UUID) -> None:
    """Note each case in which an assessor's words or quotes name a student who was taken back.

    Nothing is rewritten: from now on it is read without her or him. Teammates' cases are among
    them, since a letter on a shared piece is passed on (R24).
    """
    student = Student.objects.select_related("school_class__teacher").filter(pk=student_id).first()
    if student is None:
        return
    teacher = student.school_class.teacher
    words = {word for pair in taken_back(teacher, student) for word in pair if word}
    if not words:
        return
    hers = Q(submission__person=teacher) | Q(
        submission__draft__shares__artefact__draft__enrolment__person=teacher
    )
    with transaction.atomic():
        for case in Case.objects.filter(hers).select_related("submission__person").distinct():
            pattern = words_gone_from(case.work)
            if pattern is None:
                continue
            hits = [
                {each.group() for each in pattern.finditer(text)} for text in texts_said_of(case)
            ]
            if count := sum(not words.isdisjoint(found) for found in hits):
                tell(case, action="words left out", actor=None, facts={"texts": count})

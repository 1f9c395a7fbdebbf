"""Letters on students' consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.consent.events import ConsentExpired
from lapel.journey.consent.models import Consent
from lapel.journey.consent.queries import taken_back
from lapel.journey.evidence.models import Submission
from lapel.journey.evidence.queries import taken_words, texts_naming
from lapel.journey.messaging.actions import write_letter
from lapel.journey.messaging.queries import privacy_letters
from lapel.journey.record.events import receives
from lapel.journey.redaction.events import ShownTakenAway

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.consent.models import Student


def _consent(consent_id: UUID) -> Consent | None:
    """Find an answer whose teacher can be written to still."""
    found = Consent.objects.select_related("student__school_class__teacher")
    return found.filter(id=consent_id, student__school_class__teacher__is_active=True).first()


def _texts_with(student: Student) -> int:
    """Count the texts her teacher handed in in which this student is left out now."""
    teacher = student.school_class.teacher
    words = {word for pair in taken_back(teacher, student) for word in pair if word}
    pattern = taken_words(teacher) if words else None
    if pattern is None:
        return 0
    attempts = Submission.objects.filter(person=teacher)
    return sum(texts_naming(each, pattern, words) for each in attempts)


@receives(ShownTakenAway)
def tell_what_was_taken_away(event: ShownTakenAway) -> None:
    """Tell the teacher what is shown no more, and what she can do; no student is named."""
    consent = _consent(event.consent_id)
    if consent is not None:
        student = consent.student
        school_class = student.school_class
        write_letter(
            key=f"taken-away:{event.consent_id}:{len(event.file_ids)}",
            kind="taken_away",
            words=lambda: privacy_letters.taken_away_letter(
                student, event.file_ids, _texts_with(student)
            ),
            person=school_class.teacher,
        )


@receives(ConsentExpired)
def tell_of_the_end_of_consent(event: ConsentExpired) -> None:
    """Tell the teacher that a family may be asked again, unless it has answered since."""
    consent = _consent(event.consent_id)
    if consent is None or consent.student.removed_at:
        return
    if consent.replaced_at is None and consent.withdrawn_at is None:
        school_class = consent.student.school_class
        write_letter(
            key=f"consent-ended:{consent.id}",
            kind="consent_ended",
            words=lambda: privacy_letters.consent_ended_letter(school_class),
            person=school_class.teacher,
        )

"""What a teacher is told when a family's consent ends or is taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lapel.journey.consent import actions as consent
from lapel.journey.consent.queries import code_of
from lapel.journey.messaging.models import Message
from lapel.journey.record.actions import clock_at, deliver_all

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.consent.models import Student

DAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def allowed(cast: Cast) -> Student:
    """Give Amina a student whose family allows photos from this day on."""
    made = consent.open_class(person=cast.amina, organisation=cast.school, name="7B")
    consent.add_students(person=cast.amina, class_id=made.id, lines="J. K., Jamila Kimathi")
    student = made.students.get()
    until = consent.last_day(DAY.date())
    answer = consent.Answer(scopes=["photo"], given_on=DAY.date(), expires_on=until)
    consent.record_consent(person=cast.amina, student_id=student.id, answer=answer)
    return student


def test_a_teacher_is_told_that_a_family_took_its_consent_back(cast, client):
    """At once, and without naming the student."""
    with clock_at(DAY):
        student = allowed(cast)
        link = consent.make_link(person=cast.amina, student_id=student.id)
        client.post(f"/consent/form/{code_of(link.id)}/", {"wish": "take-back"})
        deliver_all()
    letter = Message.objects.get(kind="taken_away")
    assert letter.person == cast.amina
    assert "None of your files" in letter.text
    assert "J. K." not in letter.text
    assert "Jamila" not in letter.text


def test_a_teacher_is_told_when_a_consent_has_ended_and_only_then(cast):
    """A year later, unless the family has answered since."""
    with clock_at(DAY):
        allowed(cast)
        deliver_all()
        assert not Message.objects.filter(kind="consent_ended").exists()
    with clock_at(DAY + timedelta(days=367)):
        deliver_all()
    assert Message.objects.get(kind="consent_ended").person == cast.amina


def test_nobody_is_told_of_the_end_of_what_was_replaced(cast):
    """A newer answer has its own last day."""
    with clock_at(DAY):
        student = allowed(cast)
    later = DAY + timedelta(days=200)
    with clock_at(later):
        until = consent.last_day(later.date())
        answer = consent.Answer(scopes=["photo"], given_on=later.date(), expires_on=until)
        consent.record_consent(person=cast.amina, student_id=student.id, answer=answer)
    with clock_at(DAY + timedelta(days=367)):
        deliver_all()
    assert not Message.objects.filter(kind="consent_ended").exists()

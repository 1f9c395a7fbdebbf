"""What assessors wrote and quoted is read without students whose families took consent back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from lapel.journey.consent import actions as consent
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import chain_faults, history, now
from lapel.journey.review import actions
from lapel.journey.review.models import Assessment, Letter, Score
from lapel.journey.review.queries import letter_of, sheet_of
from lapel.journey.review.queries.sheet import rationales, row_of
from mailing import sign_in_as
from review.stage import ANSWER, finish, lock

if TYPE_CHECKING:
    from lapel.journey.consent.models import Student
    from lapel.journey.review.models import Case
    from review.stage import Stage

pytestmark = pytest.mark.django_db
SPOKEN = f"{ANSWER} My class has 24 students, and Sparrow spoke first."
QUOTE = {"source": "answer:overview.context", "quote": "and Sparrow spoke first."}
SAID = "Sparrow spoke first in the second minute; nobody else was asked an open question then."
ALMOST = {"plans": "almost", "waits": "yes", "extra": "yes"}


def allowed(stage: Stage) -> Student:
    """Give Amina a student whose family allows what she shows."""
    amina, today = stage.cast.amina, now().date()
    made = consent.open_class(person=amina, organisation=stage.cast.school, name="4b")
    consent.add_students(person=amina, class_id=made.id, lines="Sparrow")
    student = made.students.get()
    told = consent.Answer(scopes=["audio"], given_on=today, expires_on=today + timedelta(days=90))
    consent.record_consent(person=amina, student_id=student.id, answer=told)
    return student


def name_the_student(assessment: Assessment) -> Score:
    """Let an assessor quote the student's label, and write it herself."""
    known = assessment.scores.get(criterion="plans")
    return actions.save_score(
        person=assessment.assessor,
        assessment_id=assessment.pk,
        criterion="plans",
        base_revision=known.revision,
        level="almost",
        comment=SAID,
        next_step="Ask Sparrow last, and wait.",
        anchors=[QUOTE],
    ).score


def taken(person) -> Assessment:
    from review.stage import score

    assessment = actions.take_next(person=person)
    assert assessment is not None
    score(assessment, ALMOST)
    name_the_student(assessment)
    return assessment


def decided(stage: Stage) -> Case:
    case = stage.submitted(answer=SPOKEN)
    for person in (stage.cast.ben, stage.cast.bola):
        assessment = taken(person)
        actions.lock_assessment(person=person, assessment_id=assessment.pk)
    deliver_all()
    case.refresh_from_db()
    return case


def test_the_letter_is_read_without_a_student_who_was_taken_back(stage: Stage) -> None:
    """Comment, next step and quote; what was frozen stays, and the record says what happened."""
    student = allowed(stage)
    case = decided(stage)
    amina = sign_in_as(Client(), stage.cast.amina)
    page = reverse("review:tracker", args=[case.submission_id])
    assert "Sparrow spoke first in the second minute" in amina.get(page).content.decode()
    consent.withdraw_consent(person=stage.cast.amina, student_id=student.id)
    deliver_all()
    parts = str(letter_of(case.submission).parts)
    assert "Sparrow" not in parts
    assert "and … spoke first." in parts
    assert "Ask … last, and wait." in parts
    assert "Sparrow" in str(Letter.objects.get().parts)
    [entry] = history("submission", case.chain).filter(action="words left out")
    assert entry.facts["texts"] > 0
    assert "Sparrow" not in str(entry.facts)
    assert chain_faults() == []


def test_an_assessor_at_work_goes_on_with_her_quote(stage: Stage) -> None:
    """The place she chose follows the evidence as it is shown, so that it can be saved again."""
    student = allowed(stage)
    stage.submitted(answer=SPOKEN)
    assessment = taken(stage.cast.ben)
    consent.withdraw_consent(person=stage.cast.amina, student_id=student.id)
    shown = next(row for row in sheet_of(assessment).rows if row.key == "plans")
    assert "Sparrow" not in f"{shown.places}{shown.score.comment}{shown.score.next_step}"
    saved = actions.save_score(
        person=stage.cast.ben,
        assessment_id=assessment.pk,
        criterion="plans",
        base_revision=shown.score.revision,
        level="almost",
        comment=shown.score.comment,
        next_step=shown.score.next_step,
        anchors=[{"source": each["source"], "quote": each["quote"]} for each in shown.places],
    )
    assert saved.set_aside is None
    assert "Sparrow" not in str(row_of(assessment, saved.score).places)


def test_both_rationales_are_read_without_the_student(stage: Stage) -> None:
    """An adjudicator sees what was said before the family took it back; and her own note."""
    student = allowed(stage)
    case = stage.submitted(answer=SPOKEN)
    assessment = taken(stage.cast.ben)
    actions.lock_assessment(person=stage.cast.ben, assessment_id=assessment.pk)
    lock(stage.cast.bola, "yes")
    deliver_all()
    hers = actions.take_adjudication(person=stage.cast.gita)
    assert hers is not None
    finish(hers, "almost")
    assert "Sparrow spoke" in str(rationales(hers))
    consent.withdraw_consent(person=stage.cast.amina, student_id=student.id)
    assert "Sparrow" not in str(rationales(hers))
    actions.conclude_adjudication(
        person=stage.cast.gita, assessment_id=hers.pk, note="Sparrow is not the point here."
    )
    reading = letter_of(case.submission)
    assert reading.note == "… is not the point here."

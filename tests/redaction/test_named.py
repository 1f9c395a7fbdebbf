"""Students named per class: whose consent misses, and what a withdrawal reaches in words."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from evidence.desk import ready_file
from lapel.journey.consent import actions as consent
from lapel.journey.consent.models import Student
from lapel.journey.evidence import queries
from lapel.journey.evidence.queries import frozen, shown_manifest
from lapel.journey.files.models import Derivative
from lapel.journey.files.queries import mark_for, storage, words_of
from lapel.journey.messaging.models import Message
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import now, sha256_of
from lapel.journey.redaction import actions
from lapel.journey.redaction.models import Check
from lapel.journey.review.queries import pieces_of
from mailing import sign_in_as

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.files.models import StoredFile

pytestmark = pytest.mark.django_db
TEXT = "My class has twenty four students, and Sparrow spoke first after the wait."


def student_of(cast: Cast, label: str = "Sparrow") -> Student:
    made = consent.open_class(person=cast.amina, organisation=cast.school, name="4b")
    consent.add_students(person=cast.amina, class_id=made.id, lines=label)
    return made.students.get()


def allow(cast: Cast, student: Student, *scopes: str, days: int = 100) -> None:
    today = now().date()
    answer = consent.Answer(
        scopes=scopes, given_on=today, expires_on=today + timedelta(days=days), guardian="M."
    )
    consent.record_consent(person=cast.amina, student_id=student.id, answer=answer)


def looked(file: StoredFile) -> StoredFile:
    Check.objects.create(file=file, begun_at=now(), state=Check.State.LOOKED)
    return file


def named(desk, student: Student) -> StoredFile:
    """Fill the desk, and say that the student is heard in the recording."""
    file = looked(desk.fill().file)
    actions.say_who_is_shown(person=desk.cast.amina, file_id=file.id, student_ids={student.id})
    return file


def told(desk) -> list[str]:
    return [each.sentence for each in queries.findings(desk.fresh())]


def test_the_precheck_says_whose_consent_misses_by_initials(desk, cast):
    """With the class, what the matter is, and the two ways out; never the real name."""
    student = student_of(cast)
    file = named(desk, student)
    [found] = queries.findings(desk.fresh())
    assert found.sentence.startswith("Sparrow (4b) is in a file, and the family has not answered")
    assert "cover the student" in found.sentence
    assert str(file.id) in found.link


def test_a_consent_of_another_kind_is_none_for_this_file(desk, cast):
    """A photo may be allowed where a voice is not."""
    student = student_of(cast)
    named(desk, student)
    allow(cast, student, "photo")
    assert ["did not allow Sound" in each for each in told(desk)] == [True]
    allow(cast, student, "audio")
    assert told(desk) == []


def test_a_consent_that_ended_is_asked_for_again(desk, cast):
    """With the day on which it ended."""
    student = student_of(cast)
    named(desk, student)
    allow(cast, student, "audio", days=10)
    assert told(desk) == []
    with clock_at(now() + timedelta(days=12)):
        [sentence] = told(desk)
    assert "the consent ended on" in sentence


def test_who_is_no_longer_in_the_file_stops_nothing(desk, cast):
    """She takes the tick off once the place is covered."""
    student = student_of(cast)
    file = named(desk, student)
    actions.say_who_is_shown(person=cast.amina, file_id=file.id, student_ids=set())
    assert told(desk) == []


def submitted(desk, cast: Cast):
    desk.fill()
    desk.write("overview.context", TEXT)
    desk.attest()
    return desk.submit()


def test_a_withdrawal_reaches_what_she_wrote_at_once(desk, cast):
    """For everybody else the label is left out; the manifest and its hash stay (R1)."""
    student = student_of(cast)
    allow(cast, student, "audio", "work")
    submission = submitted(desk, cast)
    assert "Sparrow" in str(shown_manifest(submission))
    consent.withdraw_consent(person=cast.amina, student_id=student.id)
    deliver_all()
    submission.refresh_from_db()
    others = frozen(submission, mark=mark_for(about=submission.pk, viewer=cast.ben))
    pieces = pieces_of(submission, desk.version)
    for seen in (str(shown_manifest(submission)), str(others), str(pieces)):
        assert "Sparrow" not in seen
    assert "and … spoke first" in str(pieces)
    assert "Sparrow" in frozen(submission).answers[0].text
    assert submission.manifest_hash == sha256_of(submission.manifest)


def test_a_family_that_allows_it_again_is_spoken_of_again(desk, cast):
    """What is shown follows the ledger as it stands."""
    student = student_of(cast)
    allow(cast, student, "audio")
    submission = submitted(desk, cast)
    consent.withdraw_consent(person=cast.amina, student_id=student.id)
    allow(cast, student, "audio")
    assert "Sparrow" in str(shown_manifest(submission))


def test_the_draft_asks_for_the_words_to_be_changed(desk, cast):
    """Before she submits: a pseudonym may tell as much as a name once a family said no."""
    student = student_of(cast)
    allow(cast, student, "audio")
    desk.fill()
    desk.write("overview.context", TEXT)
    desk.attest()
    assert told(desk) == []
    consent.withdraw_consent(person=cast.amina, student_id=student.id)
    assert any("“Sparrow” may tell who a student is" in each for each in told(desk))


def captions(cast: Cast) -> StoredFile:
    """Keep captions in which the student is called by the pseudonym, looked through."""
    file = ready_file(cast.amina, family="captions")
    row = Derivative.objects.get(file=file)
    body = b"WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nThank you, Sparrow. Who else?\n"
    stored = storage().put(row.blob, io.BytesIO(body))
    Derivative.objects.filter(id=row.id).update(
        kind="captions", media_type="text/vtt", size=stored.size, sha256=stored.sha256
    )
    return looked(file)


def test_a_withdrawal_reaches_captions(cast):
    """What was shown is taken away, and an edition without the word takes its place."""
    student = student_of(cast)
    allow(cast, student, "audio")
    file = captions(cast)
    consent.withdraw_consent(person=cast.amina, student_id=student.id)
    deliver_all()
    before, after = Derivative.objects.filter(file=file).order_by("edition")
    assert (before.withdrawn_at is None, after.withdrawn_at) == (False, None)
    assert "Thank you, …. Who else?" in words_of(after)


def test_she_is_told_what_was_left_out(desk, cast):
    """How many files and texts, and that her own copy stays; no student is named."""
    student = student_of(cast)
    allow(cast, student, "audio")
    submitted(desk, cast)
    captions(cast)
    consent.withdraw_consent(person=cast.amina, student_id=student.id)
    deliver_all()
    letter = Message.objects.get(kind="taken_away").text
    assert "In 1 text that you handed in" in letter
    assert "Sparrow" not in letter


def test_a_label_of_one_sign_is_left_alone(desk, cast):
    """It is an ordinary word too."""
    student = student_of(cast, "I")
    allow(cast, student, "audio")
    submission = submitted(desk, cast)
    consent.withdraw_consent(person=cast.amina, student_id=student.id)
    assert shown_manifest(submission) == submission.manifest


def test_of_many_students_the_ticked_ones_and_those_searched_for_are_listed(
    desk, cast, client, django_assert_max_num_queries
):
    """A list that is sent replaces what was said, so a search must not take a tick off."""
    student = student_of(cast)
    file = named(desk, student)
    school_class = student.school_class
    Student.objects.bulk_create(
        Student(school_class=school_class, label=f"Wren {n:03}", added_at=now()) for n in range(90)
    )
    sign_in_as(client, cast.amina)
    address = reverse("redaction:file", args=[file.id])
    client.get(address)
    with django_assert_max_num_queries(40):
        page = client.get(address).content.decode()
    assert page.count('name="student" value=') == 60
    assert "31 more fit" in page
    found = client.get(address, {"student": "wren 08"}).content.decode()
    assert found.count("<span>Wren") == 10
    assert "<span>Sparrow</span>" in found

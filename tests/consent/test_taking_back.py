"""A family can take its consent back as long as anything that rests on it is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.urls import reverse

from evidence.desk import Desk
from lapel.journey.consent import actions, queries
from lapel.journey.consent.events import ConsentWithdrawn
from lapel.journey.consent.models import Consent, FamilyLink, SchoolClass, Student
from lapel.journey.evidence.queries import shown_manifest
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.messaging.models import Message
from lapel.journey.people.actions import leave
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import now
from lapel.journey.redaction.actions import say_who_is_shown
from redaction.test_named import allow, looked, student_of

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast
    from lapel.journey.evidence.models import Submission

pytestmark = pytest.mark.django_db
TEXT = "My class has twenty four students, and Sparrow spoke first after the wait."
ENDINGS = ["removed", "closed", "left", "ended", "another link"]


@pytest.fixture
def desk(cast: Cast) -> Desk:
    """Give Amina a desk with an empty draft."""
    return Desk(cast)


@pytest.fixture
def student(cast: Cast) -> Student:
    return student_of(cast)


@pytest.fixture
def code(cast: Cast, client: Client, student: Student) -> str:
    """Let the family allow sound at its own address."""
    link = actions.make_link(person=cast.amina, student_id=student.id)
    code = queries.code_of(link.id)
    client.post(address(code), {"wish": "agree", "scope": ["audio"], "guardian": "Ann"})
    return code


@pytest.fixture
def handed_in(desk: Desk, code: str, student: Student) -> Submission:
    """Hand in a recording in which the student is heard, and a text that names the label."""
    file = looked(desk.fill().file)
    say_who_is_shown(person=desk.cast.amina, file_id=file.id, student_ids={student.id})
    desk.write("overview.context", TEXT)
    desk.attest()
    return desk.submit()


def address(code: str) -> str:
    return reverse("consent:family", args=[code])


def end(how: str, student: Student) -> timedelta:
    """End it in one of the ways that used to cut a family off; give how much later it is."""
    teacher = student.school_class.teacher
    if how == "removed":
        actions.remove_student(person=teacher, student_id=student.id)
    if how == "closed":
        actions.close_class(person=teacher, class_id=student.school_class_id)
    if how == "left":
        leave(person=teacher)
    if how == "another link":
        actions.make_link(person=teacher, student_id=student.id)
    deliver_all()
    return timedelta(days=400 if how == "ended" else 1)


def is_shown(submission: Submission) -> bool:
    files = [each["file"] for each in submission.manifest["artefacts"]]
    return Derivative.objects.filter(file__in=files, withdrawn_at=None).exists()


@pytest.mark.parametrize("how", ENDINGS)
def test_a_family_takes_back_what_is_kept_still(how, client, student, code, handed_in):
    """Whatever became of class, student, teacher, day or address: assessors see it no more."""
    later = end(how, student)
    with clock_at(now() + later):
        page = client.get(address(code))
        assert page.status_code == 200
        assert "What the teacher has earned already stays" in page.content.decode()
        assert 'value="take-back"' in page.content.decode()
        assert is_shown(handed_in)
        answer = client.post(address(code), {"wish": "take-back"})
        assert "taken your consent back" in answer.content.decode()
        deliver_all()
        assert not is_shown(handed_in)
        assert "Sparrow" not in str(shown_manifest(handed_in))
        assert client.post(address(code), {"wish": "take-back"}).status_code != 302
    assert OutboxEvent.objects.filter(kind=ConsentWithdrawn.kind()).count() == 1


@pytest.mark.parametrize("how", ["removed", "another link"])
def test_only_taking_back_is_left(how, client, student, code, handed_in):
    """Nobody answers anew for a class that is kept no longer, by page or by hand."""
    end(how, student)
    for sent in ({"wish": "agree", "scope": ["photo"], "guardian": "Ann"}, {"wish": "decline"}):
        assert client.post(address(code), sent).status_code == 422
    link = FamilyLink.objects.get(code_hash=queries.code_hash(code))
    with pytest.raises(ValidationError, match="no new answer"):
        actions.answer_by_family(
            link=link, scopes=["photo"], guardian="Ann", words=queries.words_in("en")
        )
    assert Consent.objects.filter(student=student).count() == 1


@pytest.mark.parametrize("how", ["closed", "left"])
def test_what_is_left_of_a_class_names_nobody(how, cast, code, student, handed_in):
    """Real names, notes and who signed go at once; initials and answers stay with the evidence."""
    told = {"label": "Sparrow", "name": "Jamila Kimathi", "words": "sits in front"}
    actions.change_student(person=cast.amina, student_id=student.id, **told)
    end(how, student)
    kept = Student.objects.get(pk=student.pk)
    assert (kept.sealed_name, kept.note, kept.label) == ("", "", "Sparrow")
    assert kept.consents.get().sealed_guardian == ""
    with pytest.raises(ObjectDoesNotExist):
        queries.class_of(cast.amina, student.school_class_id)
    assert queries.students_of(cast.amina) == []


def test_it_goes_with_the_last_evidence(client, student, code, desk):
    """A month after nothing rests on it any more there is neither student nor class nor door."""
    artefact = desk.fill()
    end("closed", student)
    with clock_at(now() + timedelta(days=31)):
        deliver_all()
        assert client.get(address(code)).status_code == 200
    files = StoredFile.objects.filter(pk__in=[artefact.file_id, artefact.captions_id])
    files.update(erased_at=now())
    with clock_at(now() + timedelta(days=62)):
        deliver_all()
        assert client.get(address(code)).status_code == 404
    assert not Student.objects.exists()
    assert not SchoolClass.objects.exists()


def test_a_student_who_was_taken_back_stays_left_out_when_the_class_is_closed(
    cast, student, code, handed_in
):
    """Closing a class must not put the label back into what others read."""
    actions.withdraw_consent(person=cast.amina, student_id=student.id)
    end("closed", student)
    assert "Sparrow" not in str(shown_manifest(handed_in))
    assert list(queries.removed_students_of(cast.amina)) == []


def test_a_new_label_does_not_bring_the_old_one_back(cast, student, code, handed_in):
    """What was handed in holds the label of its day."""
    actions.withdraw_consent(person=cast.amina, student_id=student.id)
    told = {"label": "Wren", "name": "", "words": ""}
    actions.change_student(person=cast.amina, student_id=student.id, **told)
    assert "Sparrow" not in str(shown_manifest(handed_in))


def test_an_answer_that_ran_out_is_kept_while_evidence_rests_on_it(
    client, cast, student, code, handed_in
):
    """The school's time for answers is over, and who signed goes; the way back does not."""
    Consent.objects.update(expires_on=now().date())
    from lapel.journey.retention.actions import forget_answer

    with clock_at(now() + timedelta(days=2000)):
        forget_answer(consent_id=Consent.objects.get().pk)
        assert Consent.objects.get().sealed_guardian == ""
        assert client.post(address(code), {"wish": "take-back"}).status_code == 200
    assert queries.entry_of(student).state == "withdrawn"


def test_a_narrower_answer_after_the_last_day_takes_back_what_it_leaves_out(cast, student):
    """What ran out still shows in what was handed in."""
    allow(cast, student, "photo", "audio", days=10)
    with clock_at(now() + timedelta(days=20)):
        allow(cast, student, "photo")
    told = OutboxEvent.objects.get(kind=ConsentWithdrawn.kind())
    assert told.payload["scopes"] == ["audio"]


def test_a_no_after_a_yes_is_a_taking_back(client, cast, student, code, handed_in):
    """With all that follows from one: the label is left out of texts too."""
    client.post(address(code), {"wish": "decline", "guardian": "Ann"})
    deliver_all()
    assert queries.entry_of(student).state == "withdrawn"
    assert not is_shown(handed_in)
    assert "Sparrow" not in str(shown_manifest(handed_in))


def test_a_letter_counts_the_texts_of_this_student_alone(cast, desk):
    """Another student of hers was taken back before, and is named in another text."""
    first, other = student_of(cast), student_of(cast, "Heron")
    for each in (first, other):
        allow(cast, each, "audio")
    desk.fill()
    desk.write("overview.context", f"{TEXT} Heron was away.")
    desk.write("reflection.change", "Next time I shall ask Heron first, and wait for longer then.")
    desk.attest()
    desk.submit()
    for each in (other, first):
        actions.withdraw_by_family(link=actions.make_link(person=cast.amina, student_id=each.id))
        deliver_all()
    letters = Message.objects.filter(kind="taken_away").order_by("written_at")
    said = [next(line for line in each.text.splitlines() if "text" in line) for each in letters]
    assert ["In 2 texts" in said[0], "In 1 text " in said[1]] == [True, True]


def test_a_teacher_takes_back_for_a_student_she_removed(cast, client, student, code, handed_in):
    """On the family's word; nobody else finds the page, and it ends with the taking back."""
    end("removed", student)
    page = reverse("consent:student", args=[student.id])
    client.force_login(cast.chipo)
    assert client.get(page).status_code == 404
    withdraw = reverse("consent:withdraw", args=[student.id])
    assert client.post(withdraw).status_code == 404
    client.force_login(cast.amina)
    assert "Sparrow" in client.get(reverse("consent:index")).content.decode()
    assert "The family takes it back" in client.get(page).content.decode()
    assert client.post(withdraw)["Location"] == reverse("consent:index")
    assert client.get(page).status_code == 404
    assert not queries.removed_students_of(cast.amina).exists()

"""A family that never got a code takes its consent back through the school."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from cast import belongs
from lapel.journey.consent import actions, queries
from lapel.journey.consent.models import Consent, FamilyLink, Student
from lapel.journey.people.actions import leave
from lapel.journey.people.models import Role
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.models import AuditEntry
from lapel.journey.record.queries import now
from mailing import sign_in_as

if TYPE_CHECKING:
    from cast import Cast

pytestmark = pytest.mark.django_db
HOW = "The mother, known at the office."


@pytest.fixture
def student(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Student:
    """Enter what a family allowed on paper; evidence rests on it, so it is kept."""
    looks = sys.modules["lapel.journey.retention.actions.let_student_go"]
    monkeypatch.setattr(looks, "rests_on", lambda _student: True)
    made = actions.open_class(person=cast.amina, organisation=cast.school, name="7B science")
    actions.add_students(person=cast.amina, class_id=made.id, lines="J. K., Jamila\nOtter")
    for each in made.students.all():
        today = now().date()
        answer = actions.Answer(
            scopes=["photo"], given_on=today, expires_on=today + timedelta(days=9), guardian="Ann"
        )
        actions.record_consent(person=cast.amina, student_id=each.id, answer=answer)
    return made.students.get(label="J. K.")


def left(cast: Cast) -> None:
    leave(person=cast.amina)
    deliver_all()


def found(cast: Cast, label: str = "j. k.", class_name: str = "7b  Science") -> list[str]:
    told = actions.hand_out_codes(
        person=cast.ibrahim, class_name=class_name, label=label, words=HOW
    )
    return [code for _student, code in told]


def test_the_school_gives_a_code_by_which_the_family_takes_everything_back(cast, client, student):
    """She answered on paper, and her child's teacher left: nobody else could help her."""
    left(cast)
    assert not FamilyLink.objects.exists()
    (code,) = found(cast)
    page = client.get(reverse("consent:family", args=[code])).content.decode()
    assert 'value="take-back"' in page
    client.post(reverse("consent:family", args=[code]), {"wish": "take-back"})
    assert queries.standing_of(student) is None
    assert found(cast) == []  # nothing is left to take back
    assert queries.standing_of(Student.objects.get(label="Otter")) is not None


def test_it_is_noted_who_gave_a_code_and_why_and_twice_is_the_same_code(cast, student):
    """A sheet may be printed again; each time stands in the chain."""
    left(cast)
    assert found(cast) == found(cast)
    noted = AuditEntry.objects.filter(aggregate_id=student.id, action="code-handed-out")
    assert [each.actor for each in noted] == [cast.ibrahim.pk] * 2


def test_a_teacher_who_is_here_gives_the_code_herself(cast, student):
    """The school stands in for nobody: until her membership ends, nothing is found."""
    assert found(cast) == []
    cast.amina.memberships.filter(organisation=cast.school).update(
        until=now().date() - timedelta(days=1)
    )
    assert len(found(cast)) == 1


@pytest.mark.parametrize(
    ("label", "class_name"), [("J.", "7B science"), ("J. K.", "7B"), ("", ""), ("Jamila", "7B")]
)
def test_nothing_is_told_of_names_that_are_not_quite_right(cast, student, label, class_name):
    """A name and a family that allowed nothing look the same to who asks."""
    left(cast)
    assert found(cast, label, class_name) == []


def test_only_an_administrator_of_the_school_who_never_assesses_helps(cast, student):
    """Initials stand in evidence: they would tell an assessor whose school it is (R5)."""
    left(cast)
    for person in (cast.elif_, cast.ben, cast.femi):
        with pytest.raises(PermissionDenied):
            actions.hand_out_codes(person=person, class_name="7B science", label="J. K.", words=HOW)
    with pytest.raises(ValidationError, match="how you know"):
        actions.hand_out_codes(
            person=cast.ibrahim, class_name="7B science", label="J. K.", words=" "
        )
    belongs(cast.ibrahim, cast.school, Role.ASSESSOR)
    with pytest.raises(PermissionDenied):
        found(cast)


def test_the_sheet_is_in_the_familys_language_and_says_nothing_of_its_answer(cast, student):
    """She who hands it out reads what she needs: which class, which initials, which code."""
    left(cast)
    ibrahim = sign_in_as(Client(), cast.ibrahim)
    sent = {"class_name": "7B science", "label": "J. K.", "words": HOW, "language": "fr"}
    answer = ibrahim.post(reverse("consent:families"), sent)
    page = answer.content.decode()
    assert "Retirer" in page or "retirer" in page
    assert "data:image/svg+xml" in page
    for untold in ("photo", "Ann", "Jamila", "Otter"):
        assert untold not in page
    assert "no-store" in answer["Cache-Control"]
    wrong = ibrahim.post(reverse("consent:families"), sent | {"label": "X"})
    assert wrong.status_code == 422
    assert "could be taken back" in wrong.content.decode()


def test_looking_for_names_is_slowed_down(cast, student):
    """Thirty families an hour are more than any office sees; a list of guesses is not."""
    ibrahim = sign_in_as(Client(), cast.ibrahim)
    sent = {"class_name": "7B", "label": "X", "words": HOW, "language": "en"}
    answers = [ibrahim.post(reverse("consent:families"), sent).status_code for _ in range(31)]
    assert answers[29:] == [422, 429]


@pytest.mark.parametrize("language", sorted(queries.LANGUAGES))
def test_families_read_in_their_language_where_to_turn(cast, client, language):
    """Without an account, by the school's name; and on the form's own pages."""
    actions.set_contact(
        person=cast.ibrahim, organisation=cast.school, words="Office, room 2, 555 0100"
    )
    words = queries.words_in(language)
    page = client.get(reverse("consent:help"), {"language": language}).content.decode()
    assert "Office, room 2, 555 0100" in page
    assert words.said["lost"][:30] in page
    none = client.get(reverse("consent:help"), {"language": language, "school": "Nowhere"})
    assert words.said["nobody_named"][:20] in none.content.decode()


def test_a_school_without_a_contact_shows_that_of_the_organisation_above(cast):
    """And its own again once it has set one; emptied, that above holds again."""
    assert queries.contact_of(cast.school) is None
    above = cast.school.parent
    actions.set_contact(person=cast.ibrahim, organisation=above, words="District office")
    assert queries.contact_of(cast.school).words == "District office"
    actions.set_contact(person=cast.ibrahim, organisation=cast.school, words="School office")
    assert queries.contact_of(cast.school).words == "School office"
    assert actions.set_contact(person=cast.ibrahim, organisation=cast.school, words=" ") is None
    assert queries.contact_of(cast.school).words == "District office"
    with pytest.raises(PermissionDenied):
        actions.set_contact(person=cast.amina, organisation=cast.school, words="Me")


def test_the_contacts_page_shows_what_holds_and_takes_what_is_written(cast):
    """An administrator sets it for each school she keeps."""
    ibrahim = sign_in_as(Client(), cast.ibrahim)
    address = reverse("consent:contact", args=[cast.school.slug])
    assert "Nobody is named yet" in ibrahim.get(address).content.decode()
    ibrahim.post(address, {"words": "Room 2"})
    assert "Room 2" in ibrahim.get(reverse("consent:families")).content.decode()
    assert sign_in_as(Client(), cast.amina).get(address).status_code == 403


def test_many_contacts_are_paged_and_cost_no_query_each(
    cast, client, django_assert_max_num_queries
):
    """A state has many districts."""
    from lapel.journey.consent.models import FamilyContact
    from lapel.journey.people.models import Organisation

    for number in range(25):
        place = Organisation.objects.create(slug=f"p{number}", name=f"P {number}", kind="school")
        FamilyContact.objects.create(organisation=place, words="Office", set_at=now())
    with django_assert_max_num_queries(6):
        page = client.get(reverse("consent:help")).content.decode()
    assert page.count("<bdi>Office</bdi>") == 20


def declined(cast: Cast, student: Student) -> Consent:
    today = now().date()
    told = actions.Answer(
        scopes=[], given_on=today, expires_on=today + timedelta(days=30), guardian="Ann"
    )
    return actions.record_consent(person=cast.amina, student_id=student.id, answer=told)


@pytest.fixture
def asked(cast: Cast) -> Student:
    """Give a student whose family has not answered."""
    made = actions.open_class(person=cast.amina, organisation=cast.school, name="8A")
    actions.add_students(person=cast.amina, class_id=made.id, lines="Heron")
    return made.students.get()


def test_who_said_no_is_forgotten_on_the_last_day_of_the_no(cast, asked):
    """Nothing was shown by it, so nothing needs the name after that; the no itself stays longer."""
    said = declined(cast, asked)
    with clock_at(now() + timedelta(days=29)):
        deliver_all()
    said.refresh_from_db()
    assert said.sealed_guardian
    with clock_at(now() + timedelta(days=32)):
        deliver_all()
    said.refresh_from_db()
    assert said.sealed_guardian == ""
    with clock_at(now() + timedelta(days=32 + 1100)):
        deliver_all()
    assert not Consent.objects.filter(pk=said.pk).exists()


def test_who_said_no_is_forgotten_when_another_answer_takes_its_place(cast, asked):
    """A yes that follows has its own signature."""
    said = declined(cast, asked)
    today = now().date()
    yes = actions.Answer(
        scopes=["work"], given_on=today, expires_on=today + timedelta(days=30), guardian="Bea"
    )
    actions.record_consent(person=cast.amina, student_id=asked.id, answer=yes)
    said.refresh_from_db()
    assert said.sealed_guardian == ""
    assert queries.history_of(asked)[0][1] == "Bea"

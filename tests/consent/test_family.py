"""The form that a family opens without an account, and the same on paper."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from lapel.journey.consent import actions, queries
from lapel.journey.consent.models import Consent, FamilyLink
from lapel.journey.consent.queries import words as wording
from lapel.journey.record.actions import clock_at
from lapel.journey.record.models import OutboxEvent

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast
    from lapel.journey.consent.models import Student

DAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LANGUAGES = sorted(queries.LANGUAGES)


@pytest.fixture
def student(cast: Cast) -> Student:
    """Give Amina a class of two, and one of them."""
    made = actions.open_class(person=cast.amina, organisation=cast.school, name="7B")
    actions.add_students(person=cast.amina, class_id=made.id, lines="J. K., Jamila\nOtter, Omondi")
    return made.students.get(label="J. K.")


@pytest.fixture
def code(cast: Cast, student: Student) -> str:
    """Give the family a code."""
    return queries.code_of(actions.make_link(person=cast.amina, student_id=student.id).id)


def address(code: str) -> str:
    return reverse("consent:family", args=[code])


def test_a_family_reads_and_answers_without_an_account(client: Client, student, code):
    """What it chose stands in the ledger, with the wording it read by hash."""
    page = client.get(address(code)).content.decode()
    assert "J. K." in page
    assert "Otter" not in page
    assert "Jamila" not in page
    sent = {"wish": "agree", "scope": ["photo", "work"], "guardian": "Ann", "language": "sw"}
    answer = client.post(address(code), sent)
    assert "Asante" in answer.content.decode()
    consent = student.consents.get()
    assert (consent.scopes, consent.how, consent.language) == (["photo", "work"], "screen", "sw")
    assert consent.words_hash == queries.words_hash(queries.words_in("sw"))
    assert queries.history_of(student)[0][1] == "Ann"


def test_a_family_declines_and_changes_its_mind(client, student, code):
    """No is an answer; a later yes replaces it, and a taking back ends it."""
    client.post(address(code), {"wish": "decline", "guardian": "Ann"})
    assert queries.entry_of(student).state == "declined"
    client.post(address(code), {"wish": "agree", "scope": ["photo"], "guardian": "Ann"})
    assert queries.entry_of(student).scopes == ["photo"]
    answer = client.post(address(code), {"wish": "take-back"})
    assert "taken your consent back" in answer.content.decode()
    assert queries.entry_of(student).state == "withdrawn"
    told = OutboxEvent.objects.get(kind="consent.ConsentWithdrawn").payload
    assert (told["scopes"], told["by_family"]) == (["photo"], True)


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ({"wish": "agree", "guardian": "Ann"}, "choose what you allow"),
        ({"wish": "agree", "scope": ["photo"], "guardian": " "}, "write your name"),
        ({"wish": "decline"}, "write your name"),
        ({"wish": "take-back"}, "No consent stands"),
        ({}, "choose what you allow"),
    ],
)
def test_an_answer_that_lacks_something_is_asked_for_again(client, code, sent, fault):
    """Nothing half given is kept."""
    answer = client.post(address(code), sent)
    assert answer.status_code == 422
    assert fault in answer.content.decode()
    assert not Consent.objects.exists()


def test_what_no_form_offers_is_not_allowed_by_it(client, student, code):
    """A scope that does not exist is no scope."""
    client.post(address(code), {"wish": "agree", "scope": ["photo", "soul"], "guardian": "Ann"})
    assert student.consents.get().scopes == ["photo"]


def test_a_code_is_typed_as_people_type(client, code):
    """Small letters, no strokes, a nought for an O."""
    typed = code.lower().replace("-", " ").replace("o", "0")
    answer = client.post(reverse("consent:door"), {"code": typed})
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200


def test_wrong_codes_tell_nothing_and_are_slowed_down(client, code):
    """Whoever tries codes is told that nothing opens, and then to wait."""
    seen = [client.get(address(f"{code}X")).status_code for _time in range(25)]
    assert seen[0] == 404
    assert seen[-1] == 429
    assert client.get(address(code)).status_code == 200, "a right code is never counted"


def test_a_link_ends_after_sixty_days_unless_it_was_answered(client, cast, student):
    """What nobody answered ends; what was given can be taken back as long as it stands."""
    with clock_at(DAY):
        code = queries.code_of(actions.make_link(person=cast.amina, student_id=student.id).id)
    with clock_at(DAY + timedelta(days=61)):
        assert client.get(address(code)).status_code == 404
    with clock_at(DAY + timedelta(days=10)):
        client.post(address(code), {"wish": "agree", "scope": ["photo"], "guardian": "Ann"})
    with clock_at(DAY + timedelta(days=200)):
        assert client.post(address(code), {"wish": "take-back"}).status_code == 200
        assert queries.entry_of(student).state == "withdrawn"
        assert client.get(address(code)).status_code == 404


def test_a_new_link_ends_the_one_before(cast, student, code):
    """A form that was lost opens nothing."""
    actions.make_link(person=cast.amina, student_id=student.id)
    assert queries.linked(code) is None


def test_the_database_holds_no_code(code):
    """Who reads the tables cannot open a family's form."""
    kept = json.dumps(list(FamilyLink.objects.values()), default=str)
    assert code not in kept
    assert code.replace("-", "") not in kept


def test_a_familys_page_is_kept_nowhere_and_told_nobody(client, code):
    """The address is the secret: no cache, and no referrer for other sites."""
    answer = client.get(address(code))
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_says_everything_in_every_language(client, code, language):
    """What is recorded, who sees it, how long, how to withdraw: the same keys in each."""
    words = queries.words_in(language)
    assert set(words.said) == set(wording.ENGLISH)
    assert all(words.said.values())
    page = client.get(address(code), {"language": language}).content.decode()
    assert f'lang="{words.language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page
    for key in ("recorded", "seen", "kept", "withdraw", "counsel"):
        assert words.said[key] in page.replace("&#x27;", "'").replace("&quot;", '"')


def test_translations_differ_from_english_throughout():
    """Nothing was left in English by oversight."""
    for language in LANGUAGES:
        if language != "en":
            same = [
                key
                for key, text in queries.words_in(language).said.items()
                if text == str(wording.ENGLISH[key]) and key not in {"signature", "date"}
            ]
            assert same == [], language


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_are_printed_as_tagged_papers(cast, student, language):
    """PDF/UA-1 (ISO 14289-1), one page for each student, in each language."""
    import pypdfium2

    content = actions.print_forms(
        person=cast.amina,
        class_id=student.school_class_id,
        student_ids=[each.id for each in student.school_class.students.all()],
        language=language,
    )
    assert b"pdfuaid" in content, "the metadata of ISO 14289-1, clause 5"
    paper = pypdfium2.PdfDocument(content)
    assert len(paper) == 2
    text = paper[0].get_textpage().get_text_range()
    link = queries.open_link(student)
    # pdfium gives the letters of a leftward line in an order of its own
    assert queries.code_of(link.id) in text or language == "ar"
    paper.close()


def test_a_blank_form_names_no_student(cast, student):
    """For the copier: no address, and no code that many would share."""
    content = actions.print_forms(
        person=cast.amina, class_id=student.school_class_id, student_ids=[], language="en"
    )
    assert content.startswith(b"%PDF")
    assert not FamilyLink.objects.exists()

"""Questions as files: JSON and QTI come in as drafts and go out again, with nothing lost."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cast import belongs
from diagnosis.asking import document
from diagnosis.banking import content, draft, furnish
from lapel.domain.microcredential import parsed_items
from lapel.domain.microcredential.qti import read_qti, write_qti
from lapel.journey.diagnosis.actions.bank_bring import bring_questions
from lapel.journey.diagnosis.forms.bank import LARGEST
from lapel.journey.diagnosis.models import BankItem, ItemVersion
from lapel.journey.people.models import Role

BRING = reverse("diagnosis:bank_bring")
EXPORT = reverse("diagnosis:bank_export")


@pytest.fixture
def dara(client, cast):
    furnish(cast)
    client.force_login(cast.dara)
    return client


def bring(client, data, name="questions.json", **more):
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return client.post(BRING, {"file": SimpleUploadedFile(name, body), "language": "en", **more})


def drafts():
    return ItemVersion.objects.filter(state="draft").order_by("item__competency", "item__key")


def fresh(*questions, **change):
    """Give a document of these questions of T01."""
    return document("T01", each=0) | {"items": list(questions)} | change


def test_a_document_becomes_drafts_and_what_is_there_already_stays(dara):
    """Word for word the same is no new wording; another wording is the next version."""
    changed = {**document("T01")["items"][0], "question": "What else?"}
    known = document("T01")["items"][1]
    page = bring(dara, fresh(changed, known, content())).text
    assert "2 drafts were made." in page
    assert "1 question was there already" in page
    assert [(each.item.key, each.number) for each in drafts()] == [
        ("a-new-one", 1),
        ("question-0", 2),
    ]
    assert "2 questions were there already" in bring(dara, fresh(changed, content())).text


def test_faulty_questions_are_kept_and_their_pages_say_what_is_missing(dara):
    """A field is missing, one is unknown, one has the wrong kind; none has a key."""
    faulty = {**content(about="A pause!"), "colour": "red", "vignette": 5, "options": ["a"]}
    del faulty["key"], faulty["source"]
    page = bring(dara, fresh(faulty, {}, "no question")).text
    assert "2 drafts were made." in page
    assert "<code>items[2]</code> is no question, and is not taken in." in page
    found = ItemVersion.objects.get(item__key="a-pause")
    assert found.content["colour"] == "red"
    assert BankItem.objects.filter(key="question-2").exists()
    shown = dara.get(reverse("diagnosis:bank_item", args=[found.item_id])).text
    assert "<code>source</code> is missing." in shown
    assert "<code>colour</code> is not a field of this format" in shown
    assert dara.get(reverse("diagnosis:bank_write", args=[found.item_id])).status_code == 200


def test_what_has_no_competency_is_left_out_and_named(dara):
    """Unless one is chosen for all that name none."""
    assert "“T99” is no competency" in bring(dara, fresh(content(), competency="T99")).text
    assert "It names no competency." in bring(dara, fresh(content(), competency="")).text
    assert not drafts().exists()
    bring(dara, fresh(content(), competency=""), competency="T02")
    assert drafts().get().item.competency_id == "T02"


def test_a_key_that_another_organisation_keeps_is_left_out(dara, cast):
    """A question belongs to one organisation."""
    BankItem.objects.filter(key="question-0").update(organisation=cast.district)
    page = bring(dara, fresh({**document("T01")["items"][0], "about": "x"})).text
    assert "Another organisation keeps a question with this key." in page


def test_a_file_that_cannot_be_read_says_where_and_why(dara):
    """Broken JSON with its line, other formats, other encodings, too much."""
    assert "Line 2, column 3" in bring(dara, b'{"a": 1,\n  b}').text
    assert "no document lapel/items@1" in bring(dara, {"format": "lapel/stack@1"}).text
    assert "not UTF-8" in bring(dara, b'{"a": "\xe9"}').text
    many = fresh(*[{}] * 501)
    assert "at most 500 questions" in bring(dara, many).text
    answer = bring(dara, b"<a>\n<b></a>", "one.xml")
    assert answer.status_code == 422
    assert "This is not XML: mismatched tag." in answer.text
    assert "larger than 5 MB" in bring(dara, b" " * (LARGEST + 1)).text
    assert dara.post(BRING, {"language": "en"}).status_code == 422


def test_a_qti_package_comes_in_and_what_is_not_taken_is_told_by_line(dara):
    """Of a picture its words stay; the line says where to look."""
    package = write_qti([parsed_items(fresh(content()))])
    assert "1 draft was made." in bring(dara, package, "questions.zip").text
    assert drafts().get().content == content()
    (name,) = (
        each
        for each in zipfile.ZipFile(io.BytesIO(package)).namelist()
        if each != "imsmanifest.xml"
    )
    item = zipfile.ZipFile(io.BytesIO(package)).read(name)
    pictured = item.replace(b"<p>", b'<p><img src="a.png"/>', 1).replace(b"a-new-one", b"with-one")
    page = bring(dara, pictured, "one.xml").text
    assert "<code>img</code> is more than words; only its words are kept." in page
    assert "Line 7, column 4" in page
    assert "3 faults" in page
    empty = bring(dara, b"<a/>", "one.xml").text
    assert "0 drafts were made." in empty
    assert "is not an assessment item of QTI 3.0." in empty


def test_many_remarks_are_cut_and_counted(dara):
    """A file of another world says a thousand things."""
    page = bring(dara, fresh(*["x"] * 300)).text
    assert "and 100 more" in page


def test_what_was_chosen_goes_out_as_json_or_qti_and_comes_in_again(dara):
    """One competency is one document; several come as a ZIP of documents."""
    chosen = BankItem.objects.filter(competency="T01").order_by("key")[:2]
    answer = dara.get(EXPORT, {"as": "json", "item": [str(each.pk) for each in chosen]})
    assert "T01.en.json" in answer["Content-Disposition"]
    told = json.loads(answer.content)
    assert [each["key"] for each in told["items"]] == ["question-0", "question-1"]
    assert parsed_items(told)
    every = dara.get(EXPORT, {"as": "json"})
    names = zipfile.ZipFile(io.BytesIO(every.content)).namelist()
    assert names == ["T01.en.json", "T02.en.json", "T03.en.json"]
    found = read_qti(dara.get(EXPORT, {"as": "qti", "competency": "T02"}).content)
    assert {each.competency for each in found} == {"T02"}
    assert len(found) == 4


def test_what_is_asked_goes_out_rather_than_a_draft_of_it(dara):
    """And a draft with faults is left out, which the next page says."""
    changed = {**document("T01")["items"][0], "question": "What else?"}
    bring(dara, fresh(changed, {"key": "empty"}))
    told = json.loads(dara.get(EXPORT, {"as": "json", "competency": "T01"}).content)
    assert [each["question"] for each in told["items"]] == ["What would you do next?"] * 4
    assert "1 question is left out of the file" in dara.get(BRING).text
    empty = BankItem.objects.get(key="empty")
    nothing = dara.get(EXPORT, {"as": "qti", "item": str(empty.pk)}, follow=True)
    assert "There is nothing to take away yet." in nothing.text


def test_who_designs_for_two_organisations_says_for_which(dara, cast):
    """With one there is nothing to ask."""
    assert "Organisation" not in dara.get(BRING).text.split("<form", 2)[-1]
    belongs(cast.dara, cast.district, Role.DESIGNER)
    bring(dara, fresh(content()), organisation=str(cast.district.pk))
    assert drafts().get().item.organisation == cast.district


def test_whoever_does_not_design_brings_nothing(dara, cast):
    """The action asks for itself."""
    draft(cast)
    with pytest.raises(PermissionDenied):
        bring_questions(
            person=cast.femi,
            organisation=cast.college,
            questions=[],
            competency=None,
            language="en",
        )

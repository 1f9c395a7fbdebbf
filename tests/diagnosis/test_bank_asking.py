"""A designer asks a colleague to read a question; letters tell both; a file's remarks are kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cast import belongs
from diagnosis.banking import MEND, content, draft, furnish, review
from lapel.domain.microcredential import parsed_items
from lapel.domain.microcredential.qti import write_qti
from lapel.journey.diagnosis.actions import Refusal
from lapel.journey.diagnosis.actions.bank_ask import ask_for_review, withdraw_request
from lapel.journey.diagnosis.actions.bank_publish import retire_wording
from lapel.journey.diagnosis.actions.bank_write import save_wording
from lapel.journey.diagnosis.models import ItemVersion, ReviewRequest
from lapel.journey.messaging.models import Message
from lapel.journey.people.models import Role
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.models import AuditEntry

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast


@pytest.fixture
def bank(cast: Cast) -> Cast:
    """Two designers, Dara and Chipo."""
    furnish(cast)
    return cast


def asked(cast: Cast, version: ItemVersion, words: str = "") -> ReviewRequest:
    return ask_for_review(
        person=cast.dara, version_id=version.pk, colleague_id=cast.chipo.pk, words=words
    )


def letters(kind: str) -> dict[str, Message]:
    deliver_all()
    return {each.to: each for each in Message.objects.filter(kind=kind)}


def page_of(client: Client, version: ItemVersion) -> str:
    return client.get(reverse("diagnosis:bank_item", args=[version.item_id])).text


def test_who_is_asked_gets_a_letter_with_the_askers_words_and_a_way_there(bank: Cast) -> None:
    """So that a draft does not wait until somebody happens to look."""
    version = draft(bank)
    asked(bank, version, "Is B too easy?")
    letter = letters("question to review")["chipo@example.org"]
    assert letter.subject == "Dara asks you to read a question"
    assert "“waiting after a question”" in " ".join(letter.text.split())
    assert "Dara writes: Is B too easy?" in letter.text
    assert f"/diagnosis/bank/{version.item_id}/?wording=1" in letter.text
    assert list(letters("question to review")) == ["chipo@example.org"]


def test_the_bank_leads_whom_it_waits_for_to_what_she_is_asked(bank: Cast, client: Client) -> None:
    """She finds it without the letter too; the asker is told of nothing that she has to do."""
    version = draft(bank)
    address = reverse("diagnosis:bank_ask", args=[version.pk])
    client.force_login(bank.dara)
    reply = client.post(address, {"colleague": str(bank.chipo.pk)}, follow=True)
    assert "Chipo gets a letter" in reply.text
    assert "Chipo is asked by Dara" in reply.text
    assert "your review" not in client.get(reverse("diagnosis:bank")).text
    client.force_login(bank.chipo)
    assert "1 wording waits for your review" in client.get(reverse("diagnosis:bank")).text
    found = client.get(reverse("diagnosis:bank"), {"state": "asked"}).text
    assert "waiting after a question" in found
    assert "1 question<" in found


def test_who_asked_may_take_it_back_and_who_was_asked_is_told(bank: Cast, client: Client) -> None:
    """A colleague's time is not spent on what nobody waits for; and nobody else's asking ends."""
    version = draft(bank)
    request = asked(bank, version)
    assert list(letters("question to review")) == ["chipo@example.org"]
    address = reverse("diagnosis:bank_unask", args=[request.pk])
    assert client.post(address).status_code == 302  # to sign in
    client.force_login(bank.femi)
    assert client.post(address).status_code == 403
    client.force_login(bank.chipo)
    assert "Take it back" not in page_of(client, version)
    assert client.post(address).status_code == 403
    client.force_login(bank.dara)
    assert "Ask Chipo no longer?" in page_of(client, version)
    assert "Chipo is asked no longer" in client.post(address, follow=True).text
    assert "Nobody is asked for this review any more." in client.post(address, follow=True).text
    letter = letters("question to review no more")["chipo@example.org"]
    assert letter.subject == "Dara asks you no longer to read a question"
    noted = AuditEntry.objects.filter(aggregate="question", aggregate_id=version.item_id)
    assert noted.latest("position").action == "review asked no more"
    again = asked(bank, version)
    assert again.pk != request.pk


def test_what_is_taken_back_before_its_letter_went_is_no_letter_at_all(bank: Cast) -> None:
    """Else she would be told of the end of something of which she never heard."""
    request = asked(bank, draft(bank))
    withdraw_request(person=bank.dara, request_id=request.pk)
    assert letters("question to review") == {}
    assert letters("question to review no more") == {}


def test_an_answer_ends_the_asking_and_its_writer_is_told(bank: Cast) -> None:
    """What was found stands in the letter, in the reviewer's words."""
    version = draft(bank)
    request = asked(bank, version)
    review(bank, version, MEND, "The source says less than that.")
    request.refresh_from_db()
    assert request.ended_at is not None
    letter = letters("question reviewed")["dara@example.org"]
    assert letter.subject == "Chipo sends a question back"
    assert "Chipo writes: The source says less than that." in letter.text
    assert "question to review" not in set(Message.objects.values_list("kind", flat=True))


def test_a_wording_found_fit_is_told_without_words_where_there_are_none(bank: Cast) -> None:
    """A reviewer need not write where all is well."""
    review(bank, draft(bank))
    letter = letters("question reviewed")["dara@example.org"]
    assert letter.subject == "Chipo finds a question fit to be asked"
    assert "writes:" not in letter.text


def test_who_left_the_designers_is_written_nothing(bank: Cast) -> None:
    """A letter would lead her to a page that is closed to her."""
    version = draft(bank)
    asked(bank, version)
    bank.chipo.memberships.all().delete()
    assert letters("question to review") == {}


def test_only_a_sound_draft_is_given_to_read_and_to_one_who_may(bank: Cast) -> None:
    """A reviewer's time is for what a machine cannot see; nobody reviews her own."""
    version = draft(bank)
    with pytest.raises(Refusal, match="did not write it"):
        ask_for_review(person=bank.dara, version_id=version.pk, colleague_id=bank.amina.pk)
    with pytest.raises(Refusal, match="did not write it"):
        ask_for_review(person=bank.chipo, version_id=version.pk, colleague_id=bank.dara.pk)
    with pytest.raises(PermissionDenied):
        ask_for_review(person=bank.amina, version_id=version.pk, colleague_id=bank.chipo.pk)
    asked(bank, version)
    with pytest.raises(Refusal, match="asked already"):
        asked(bank, version)
    ItemVersion.objects.filter(pk=version.pk).update(content={"key": version.item.key})
    with pytest.raises(Refusal, match="faults"):
        asked(bank, version)
    ItemVersion.objects.filter(pk=version.pk).update(state="reviewed")
    with pytest.raises(Refusal, match="not waiting"):
        asked(bank, version)


def test_nobody_need_read_what_is_put_away_or_written_anew(bank: Cast) -> None:
    """Her list holds what still helps somebody."""
    version = draft(bank)
    first = asked(bank, version)
    newer = save_wording(
        person=bank.chipo,
        item_id=version.item_id,
        content={**version.content, "question": "What now?"},
        base=version.content_hash,
    )
    first.refresh_from_db()
    assert first.ended_at is not None
    again = ask_for_review(person=bank.chipo, version_id=newer.pk, colleague_id=bank.dara.pk)
    retire_wording(person=bank.chipo, version_id=newer.pk, because="Asked twice.")
    again.refresh_from_db()
    assert again.ended_at is not None
    assert letters("question to review") == {}


def test_where_there_is_nobody_to_ask_the_page_says_so(bank: Cast, client: Client) -> None:
    """A designer alone learns who can help."""
    version = draft(bank)
    bank.chipo.memberships.all().delete()
    client.force_login(bank.dara)
    assert "Nobody else designs questions here yet" in page_of(client, version)
    address = reverse("diagnosis:bank_ask", args=[version.pk])
    reply = client.post(address, {"colleague": str(bank.chipo.pk)}, follow=True)
    assert "There is nobody else to ask." in reply.text


def test_whom_the_page_does_not_offer_cannot_be_asked(bank: Cast, client: Client) -> None:
    """A form sent by hand is answered with the form; a stranger's with a refusal."""
    version = draft(bank)
    address = reverse("diagnosis:bank_ask", args=[version.pk])
    client.force_login(bank.dara)
    assert client.post(address, {"colleague": str(bank.amina.pk)}).status_code == 422
    belongs(bank.amina, bank.school, Role.DESIGNER)
    client.force_login(bank.amina)
    assert client.post(address, {"colleague": str(bank.chipo.pk)}).status_code == 404
    client.force_login(bank.femi)
    assert client.post(address, {"colleague": str(bank.chipo.pk)}).status_code == 403


def test_a_draft_with_faults_is_to_be_mended_before_somebody_is_asked(
    bank: Cast, client: Client
) -> None:
    """The page says why there is no form."""
    version = draft(bank, band=9)
    client.force_login(bank.dara)
    assert "Once its faults are mended" in page_of(client, version)


def brought(client: Client, body: bytes) -> ItemVersion:
    file = SimpleUploadedFile("question.xml", body)
    client.post(
        reverse("diagnosis:bank_bring"), {"file": file, "language": "en", "competency": "T01"}
    )
    return ItemVersion.objects.get(state="draft")


def a_qti_item_with_a_picture() -> bytes:
    """Give our own question as one item, with a picture put into its words."""
    import io
    import zipfile

    document = parsed_items({
        "format": "lapel/items@1", "competency": "T01", "language": "en", "items": [content()],
    })  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(write_qti([document]))) as archive:
        name = next(each for each in archive.namelist() if each.startswith("items/"))
        text = archive.read(name).decode()
    return text.replace("<p>", '<p><img src="class.png" alt="A class"/>', 1).encode()


def test_what_a_file_lost_stands_before_its_reviewer_until_the_question_is_published(
    bank: Cast, client: Client
) -> None:
    """Who brought it saw the remarks once; who judges the question has to see them too."""
    client.force_login(bank.dara)
    version = brought(client, a_qti_item_with_a_picture())
    assert version.remarks
    assert json.loads(json.dumps(version.remarks)) == version.remarks
    client.force_login(bank.chipo)
    told = page_of(client, version)
    assert "What of its file was not taken in as it stood" in told
    assert "Line " in told
    content = {**version.content, "about": "another thing"}
    newer = save_wording(
        person=bank.chipo, item_id=version.item_id, content=content, base=version.content_hash
    )
    assert newer.number == 2
    assert "What of its file" in page_of(client, version)
    ItemVersion.objects.filter(pk=version.pk).update(published_at=version.written_at)
    assert "What of its file" not in page_of(client, version)


def test_an_older_wording_is_shown_without_what_a_later_file_lost(
    bank: Cast, client: Client
) -> None:
    """Remarks speak of the wording they came with."""
    version = draft(bank)
    client.force_login(bank.dara)
    body = a_qti_item_with_a_picture().replace(b"What would you do next?", b"What now?")
    newer = brought_next(client, body, version)
    assert newer.remarks
    older = client.get(
        reverse("diagnosis:bank_item", args=[version.item_id]), {"wording": version.number}
    )
    assert "What of its file" not in older.text


def brought_next(client: Client, body: bytes, before: ItemVersion) -> ItemVersion:
    file = SimpleUploadedFile("question.xml", body)
    client.post(
        reverse("diagnosis:bank_bring"), {"file": file, "language": "en", "competency": "T01"}
    )
    return before.item.versions.order_by("-number")[0]

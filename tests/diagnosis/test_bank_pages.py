"""Designers' pages of the bank: without scripts, and for nobody else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from diagnosis.banking import KEY, content, draft, fields, furnish, review, reviewed
from lapel.journey.diagnosis.actions.bank_write import save_wording
from lapel.journey.diagnosis.models import BankItem, ItemReview, ItemVersion

BANK = reverse("diagnosis:bank")
NEW = reverse("diagnosis:bank_new")
PLACE = {"competency": "T01", "language": "en", "key": KEY}


@pytest.fixture
def bank(cast):
    furnish(cast)
    return cast


@pytest.fixture
def dara(client, bank):
    client.force_login(bank.dara)
    return client


@pytest.fixture
def chipo(client, bank):
    client.force_login(bank.chipo)
    return client


def at(name, key):
    return reverse(f"diagnosis:{name}", args=[key])


def test_the_list_finds_by_words_competency_and_state(dara, bank, django_assert_max_num_queries):
    """Twelve questions are asked; each page of the list costs the same few queries."""
    draft(bank, vignette="Grade 9. A kiln is being lit, and nobody looks at the board.")
    with django_assert_max_num_queries(15):
        page = dara.get(BANK).text
    assert "13 questions" in page
    assert "1 question<" in dara.get(BANK, {"search": "a kiln"}).text
    assert "4 questions" in dara.get(BANK, {"competency": "T02"}).text
    assert "1 question<" in dara.get(BANK, {"state": "draft"}).text
    assert "12 questions" in dara.get(BANK, {"state": "published"}).text
    for state in ("retired", "mend", "reviewed"):
        assert "Nothing in the bank matches" in dara.get(BANK, {"state": state}).text
    assert "13 questions" in dara.get(BANK, {"state": "nonsense"}).text


def test_an_empty_bank_says_how_to_begin(client, cast):
    """An empty bank is no error."""
    client.force_login(cast.dara)
    assert "The bank is empty" in client.get(BANK).text


def test_a_question_is_written_with_a_plain_form_and_lacks_what_it_lacks(dara):
    """The first save keeps what there is; the page says what is to be mended."""
    went = dara.post(NEW, {**PLACE, "about": "waiting", "form": "best", "text1": "Wait."})
    version = ItemVersion.objects.get(item__key=KEY)
    assert went["Location"] == at("bank_item", version.item_id)
    page = dara.get(went["Location"]).text
    assert "places must be mended" in page
    assert "<code>vignette</code> is missing." in page
    write = at("bank_write", version.item_id)
    shown = dara.get(write)
    assert "Still to be mended" in shown.text
    dara.post(write, fields(content(), base=version.content_hash))
    version.refresh_from_db()
    assert version.content == content()
    page = dara.get(at("bank_item", version.item_id)).text
    assert "must be mended" not in page
    assert "Somebody else who designs questions reviews it" in page


def test_how_hard_a_question_reads_is_always_shown(dara, bank):
    """LIX by hand: 9 words, 2 sentences, 2 words above six letters: 9/2 + 200/9 = 26.7."""
    case = "The teacher waits for all of them. Students answer."
    version = draft(bank, vignette=case, question="", options=[])
    page = at("bank_item", version.item_id)
    assert "Reading level: LIX 27, very easy, as in children&#x27;s books." in dara.get(page).text
    sound = BankItem.objects.get(key="question-0", competency="T01")
    said = dara.get(at("bank_item", sound.pk)).text
    assert "Reading level: LIX" in said
    assert "hard to read" not in said
    dara.post(at("bank_write", version.item_id), {"about": "x", "base": version.content_hash})
    assert "Reading level" not in dara.get(page).text


def test_a_form_that_is_wrong_comes_back_with_all_that_was_written(dara):
    """A key that is taken, one that is none, and no competency."""
    words = fields(content())
    taken = dara.post(NEW, {**PLACE, **words, "key": "question-0"})
    assert (taken.status_code, words["vignette"] in taken.text) == (422, True)
    assert "choose another key" in taken.text
    assert "parted by hyphens" in dara.post(NEW, {**PLACE, **words, "key": "No Key"}).text
    assert dara.post(NEW, {**words, "key": KEY}).status_code == 422
    item = BankItem.objects.get(key="question-0", competency="T01")
    assert dara.post(at("bank_write", item.pk), {"band": "9"}).status_code == 422


def test_two_who_write_at_once_lose_nothing(dara, bank):
    """409: what stands now, how it differs, and her own words in the form, ready to save again."""
    version = draft(bank)
    write, begun = at("bank_write", version.item_id), version.content_hash
    other = save_wording(
        person=bank.chipo,
        item_id=version.item_id,
        content=content(question="Of Chipo?"),
        base=begun,
    )
    late = dara.post(write, fields(content(question="Of Dara?"), base=begun))
    assert late.status_code == 409
    assert "Of Chipo?" in late.text
    assert 'value="Of Dara?"' in late.text
    assert other.content_hash in late.text
    again = dara.post(write, fields(content(question="Of Dara?"), base=other.content_hash))
    assert again.status_code == 302
    assert version.item.versions.latest("number").content["question"] == "Of Dara?"


def test_what_is_asked_is_written_anew_as_the_next_version(dara):
    """The page says so, and shows how the two differ."""
    item = BankItem.objects.get(key="question-0", competency="T01")
    before = item.versions.get()
    write = at("bank_write", item.pk)
    assert "Version 1 stays as it is" in dara.get(write).text
    changed = {**before.content, "question": "What else?"}
    dara.post(write, fields(changed, base=before.content_hash))
    page = dara.get(at("bank_item", item.pk)).text
    assert "1 difference from version 1" in page
    assert "<ins>What else?</ins>" in page
    older = dara.get(at("bank_item", item.pk), {"wording": "1", "against": "2"}).text
    assert "1 difference from version 2" in older
    assert "version 1 is asked" in dara.get(BANK).text


def test_somebody_else_reviews_and_the_writer_reads_it(chipo, bank):
    """She sends it back in words, or finds it fit; her own wording she cannot review."""
    version = draft(bank)
    page, post = at("bank_item", version.item_id), at("bank_review", version.pk)
    assert "Your review" in chipo.get(page).text
    seen = {"seen": version.content_hash}
    wordless = chipo.post(post, {**seen, "verdict": "mend"})
    assert (wordless.status_code, "Say what is to be mended" in wordless.text) == (422, True)
    chipo.post(post, {**seen, "verdict": "mend", "words": "Shorten the case."})
    assert "Shorten the case." in chipo.get(page).text
    assert "1 question<" in chipo.get(BANK, {"state": "mend"}).text
    assert "read it again" in chipo.post(post, {"seen": "old", "verdict": "fit"}, follow=True).text
    chipo.post(post, {**seen, "verdict": "fit"})
    assert ItemReview.objects.filter(version=version).count() == 2
    chipo.force_login(bank.dara)
    assert chipo.post(post, {**seen, "verdict": "fit"}).status_code == 403


def test_reviewed_wordings_are_published_together_after_a_look(dara, bank):
    """All are chosen unless one is picked out; nothing chosen, or something else, is told."""
    publish = reverse("diagnosis:bank_publish")
    assert "No wording waits" in dara.get(publish).text
    one, other = reviewed(bank), reviewed(bank, key="another", about="another thing")
    assert "Publish 2 reviewed wordings" in dara.get(BANK).text
    assert dara.get(publish).text.count(" checked") == 2
    assert dara.get(publish, {"wording": str(one.pk)}).text.count(" checked") == 1
    assert dara.post(publish, {}).status_code == 422
    second = save_wording(
        person=bank.dara,
        item_id=one.item_id,
        content=content(question="So?"),
        base=one.content_hash,
    )
    review(bank, second)
    both = dara.post(publish, {"wording": [str(one.pk), str(second.pk)]})
    assert "wordings of one question" in both.text
    done = dara.post(publish, {"wording": [str(one.pk), str(other.pk)]}, follow=True)
    assert "2 questions are published." in done.text
    assert "Retire" in dara.get(at("bank_item", one.item_id), {"wording": "1"}).text


def test_a_wording_goes_out_of_use_after_a_look_and_for_a_reason(dara, bank):
    """The page says what stays; the reason is shown with it."""
    version = ItemVersion.objects.get(item__key="question-0", item__competency="T01")
    retire = at("bank_retire", version.pk)
    assert "Diagnoses under way still may" in dara.get(retire).text
    assert dara.post(retire, {"because": ""}).status_code == 422
    page = dara.post(retire, {"because": "The source is dated."}, follow=True).text
    assert "The source is dated." in page
    assert "already" in dara.post(retire, {"because": "Again."}, follow=True).text
    assert "1 question<" in dara.get(BANK, {"state": "retired"}).text
    assert "Put version 1" in dara.get(at("bank_retire", draft(bank).pk)).text


def test_advice_names_what_a_wording_is_like(dara, bank):
    """The same words as a published question, under another key."""
    words = ItemVersion.objects.get(item__key="question-0", item__competency="T01").content
    version = draft(bank, **{**words, "key": KEY, "about": "a copy"})
    page = dara.get(at("bank_item", version.item_id)).text
    assert "shares 100 % of its phrases with “question-0”." in page


def test_the_first_question_of_a_competency_is_like_no_other(dara, bank):
    """Nothing is published there, so that there is nothing to compare with."""
    ItemVersion.objects.all().update(state="retired")
    version = draft(bank)
    page = dara.get(at("bank_item", version.item_id)).text
    assert "of its phrases" not in page


def test_whoever_designs_nothing_here_finds_no_bank(client, bank):
    """A teacher, a lead, and a stranger; and questions of another organisation are not there."""
    version = draft(bank)
    for person in (bank.amina, bank.elif_, bank.femi):
        client.force_login(person)
        for name in ("bank", "bank_new", "bank_publish", "bank_bring", "bank_export"):
            assert client.get(reverse(f"diagnosis:{name}")).status_code == 403
        assert client.get(at("bank_item", version.item_id)).status_code == 403
        assert client.post(at("bank_retire", version.pk), {"because": "x"}).status_code == 403

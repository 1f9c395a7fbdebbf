"""The life of a question: drafts, reviews by somebody else, publishing, retiring."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from diagnosis.asking import begin, say
from diagnosis.banking import MEND, content, draft, furnish, review, reviewed
from lapel.journey.catalogue.models import Competency
from lapel.journey.diagnosis import actions
from lapel.journey.diagnosis.actions.bank_publish import publish_wordings, retire_wording
from lapel.journey.diagnosis.actions.bank_review import review_wording
from lapel.journey.diagnosis.actions.bank_write import (
    StaleWordingError,
    save_wording,
    write_question,
)
from lapel.journey.diagnosis.models import ItemReview, ItemVersion, ParameterSet
from lapel.journey.record.models import AuditEntry

State = ItemVersion.State


@pytest.fixture
def bank(cast):
    furnish(cast)
    return cast


def save(cast, version, person=None, base=None, **change):
    return save_wording(
        person=person or cast.dara,
        item_id=version.item_id,
        content={**version.content, **change},
        base=base or version.content_hash,
    )


def test_a_draft_that_nobody_reviewed_changes_in_place_under_its_writers_hand(bank):
    """Saving often while one writes makes no heap of versions; saving the same changes nothing."""
    version = draft(bank)
    saved = save(bank, version, question="What now?")
    assert (saved.pk, saved.number, saved.content["question"]) == (version.pk, 1, "What now?")
    assert save(bank, saved) == saved
    assert AuditEntry.objects.filter(aggregate_id=version.item_id).count() == 2


def test_another_designers_change_is_the_next_version_and_hers(bank):
    """So that the first writer may review it, and each wording has one writer."""
    version = draft(bank)
    saved = save(bank, version, bank.chipo, question="What now?")
    assert (saved.number, saved.written_by) == (2, bank.chipo)
    version.refresh_from_db()
    assert version.content["question"] == "What would you do next?"


def test_what_was_reviewed_never_changes(bank):
    """A review speaks of the words it was given on."""
    version = draft(bank)
    review(bank, version, MEND, "Shorten it.")
    saved = save(bank, version, question="What now?")
    assert saved.number == 2
    assert not saved.reviews.exists()


def test_a_key_stays_for_good_and_is_taken_once(bank):
    """Parameters and sessions know a question by it."""
    version = draft(bank)
    assert save(bank, version, key="another", question="So?").content["key"] == version.item.key
    with pytest.raises(actions.Refusal, match="choose another key"):
        draft(bank)


def test_a_stale_save_writes_nothing_and_names_what_stands(bank):
    """Two designers at once: the second is told, with both texts at hand."""
    version = draft(bank)
    newest = save(bank, version, bank.chipo, question="What now?")
    with pytest.raises(StaleWordingError) as stale:
        save(bank, version, question="And then?")
    assert stale.value.newest == newest
    assert version.item.versions.count() == 2


def test_nobody_reviews_her_own_wording(bank):
    """Somebody else reads it, who could have chosen another answer."""
    version = draft(bank)
    with pytest.raises(PermissionDenied):
        review_wording(
            person=bank.dara,
            version_id=version.pk,
            seen=version.content_hash,
            verdict=ItemReview.Verdict.FIT,
            words="",
        )


def test_a_review_makes_a_draft_ready_or_sends_it_back_in_words(bank):
    """Only a draft is reviewed, as it was read, and never sent back without a word."""
    version = draft(bank)
    with pytest.raises(actions.Refusal, match="Say what is to be mended"):
        review(bank, version, MEND, " ")
    review(bank, version, MEND, "Shorten it.")
    version.refresh_from_db()
    assert version.state == State.DRAFT
    review(bank, version)
    version.refresh_from_db()
    assert version.state == State.REVIEWED
    with pytest.raises(actions.Refusal, match="not waiting"):
        review(bank, version)


def test_a_review_counts_for_the_words_that_were_read(bank):
    """The writer saved meanwhile."""
    version = draft(bank)
    save(bank, version, question="What now?")
    with pytest.raises(actions.Refusal, match="changed while you read"):
        review(bank, version)


def test_what_has_faults_is_not_found_fit(bank):
    """A source is missing; sending it back says so."""
    version = draft(bank, source={})
    with pytest.raises(actions.Refusal, match="still has faults"):
        review(bank, version)
    review(bank, version, MEND, "What does it rest on?")


def test_publishing_makes_one_set_for_all_and_retires_the_wording_before(bank):
    """A question is asked in one wording; each set is a row of 60 kB, so they come together."""
    first = reviewed(bank)
    other = reviewed(bank, key="another", about="another thing")
    publish_wordings(person=bank.dara, version_ids=[first.pk, other.pk])
    assert ParameterSet.objects.count() == 2
    assert {"T01/a-new-one", "T01/another"} <= {
        each["item"] for each in ParameterSet.objects.latest("number").items
    }
    second = save(bank, first, bank.dara, question="What now?")
    review(bank, second)
    publish_wordings(person=bank.dara, version_ids=[second.pk])
    states = first.item.versions.order_by("number").values_list("state", flat=True)
    assert list(states) == ["retired", "published"]


def test_drafts_before_a_published_wording_are_put_away_and_later_ones_stay(bank):
    """Nobody reviews what was written over; what comes next is under way."""
    first = draft(bank)
    review(bank, first, MEND, "Shorten it.")
    second = save(bank, first, question="What now?")
    review(bank, second)
    save(bank, second, question="And then?")
    publish_wordings(person=bank.dara, version_ids=[second.pk])
    states = first.item.versions.order_by("number").values_list("state", flat=True)
    assert list(states) == ["retired", "published", "draft"]


def test_a_diagnosis_under_way_keeps_the_wordings_it_began_with(bank):
    """Its set names them; publishing and retiring touch no set."""
    diagnosis = begin(bank)
    before = diagnosis.parameters.items
    asked = ItemVersion.objects.get(item__competency="T01", item__key="question-0")
    retire_wording(person=bank.dara, version_id=asked.pk, because="A dated source.")
    publish_wordings(person=bank.dara, version_ids=[reviewed(bank).pk])
    diagnosis = say(bank, diagnosis, 0)
    assert diagnosis.parameters.items == before
    newest = {each["item"] for each in ParameterSet.objects.latest("number").items}
    assert "T01/question-0" not in newest


def test_only_what_is_reviewed_is_published_and_one_wording_of_a_question(bank):
    """All or none of what was chosen."""
    ready, waiting = reviewed(bank), draft(bank, key="another", about="another thing")
    with pytest.raises(actions.Refusal, match="not reviewed any more"):
        publish_wordings(person=bank.dara, version_ids=[ready.pk, waiting.pk])
    second = save(bank, ready, question="What now?")
    review(bank, second)
    with pytest.raises(actions.Refusal, match="wordings of one question"):
        publish_wordings(person=bank.dara, version_ids=[ready.pk, second.pk])
    assert not ItemVersion.objects.filter(item=ready.item, state=State.PUBLISHED).exists()


def test_what_is_retired_says_why_and_stays_so(bank):
    """A draft that is put away makes no new set."""
    version = draft(bank)
    with pytest.raises(actions.Refusal, match="Say why"):
        retire_wording(person=bank.dara, version_id=version.pk, because=" ")
    retire_wording(person=bank.dara, version_id=version.pk, because="A copy.")
    with pytest.raises(actions.Refusal, match="already"):
        retire_wording(person=bank.dara, version_id=version.pk, because="A copy.")
    assert ParameterSet.objects.count() == 1


def test_a_stranger_does_nothing_in_the_bank(bank):
    """Femi designs nowhere, and Elif leads here but does not design."""
    version, ready = draft(bank), reviewed(bank, key="another", about="another thing")
    for person in (bank.femi, bank.elif_):
        tried = [
            lambda: save(bank, version, person, question="So?"),  # noqa: B023 - called at once
            lambda: publish_wordings(person=person, version_ids=[ready.pk]),  # noqa: B023 - at once
            lambda: retire_wording(person=person, version_id=ready.pk, because="x"),  # noqa: B023
            lambda: write_question(
                person=person,  # noqa: B023 - called at once
                organisation=bank.college,
                competency=Competency.objects.get(pk="T02"),
                language="en",
                content=content(),
            ),
            lambda: review_wording(
                person=person,  # noqa: B023 - called at once
                version_id=version.pk,
                seen=version.content_hash,
                verdict=ItemReview.Verdict.FIT,
                words="",
            ),
        ]
        for each in tried:
            with pytest.raises(PermissionDenied):
                each()
    with pytest.raises(PermissionDenied):
        publish_wordings(person=bank.dara, version_ids=[])

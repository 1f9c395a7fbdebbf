"""Autosave: nothing that was typed is lost, and nothing is overwritten unseen."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from evidence.desk import CONTEXT
from lapel.journey.consent.queries import attestation_on
from lapel.journey.evidence import actions, queries
from lapel.journey.evidence.actions import Writer
from lapel.journey.evidence.models import Answer, Draft, SetAside

QUESTION = "overview.context"


def text_of(desk, question=QUESTION):
    return Answer.objects.get(draft=desk.draft, question=question).text


def test_each_save_gives_a_new_revision(desk):
    """The page bases its next save on the revision it was given."""
    assert desk.write(QUESTION, "One.").revision == 1
    assert desk.write(QUESTION, "One. Two.").revision == 2


def test_a_stale_save_keeps_both_texts(desk):
    """What stands stays; what came late is set aside, whole."""
    desk.write(QUESTION, "Here.")
    with pytest.raises(actions.StaleError) as stale:
        desk.write(QUESTION, "There.", base=0)
    assert text_of(desk) == "Here."
    assert stale.value.set_aside.text == "There."
    assert stale.value.answer.revision == 1


def test_three_devices_keep_three_texts(desk):
    """A second late text does not take the place of the first one."""
    desk.write(QUESTION, "Here.")
    for text in ("There.", "Yonder."):
        with pytest.raises(actions.StaleError):
            desk.write(QUESTION, text, base=0, writer=Writer(text, 1))
    assert set(SetAside.objects.values_list("text", flat=True)) == {"There.", "Yonder."}


def test_a_page_that_goes_on_typing_keeps_one_text_aside(desk):
    """Its own newer text replaces its own older one, so that she is asked once."""
    desk.write(QUESTION, "Here.")
    for turn, text in enumerate(("Ther", "There."), start=1):
        with pytest.raises(actions.StaleError):
            desk.write(QUESTION, text, base=0, writer=Writer("tab", turn))
    assert SetAside.objects.get().text == "There."


def test_a_retry_after_a_cut_is_no_conflict(desk):
    """The reply was lost, so the page sends the same text on the old revision again."""
    desk.write(QUESTION, "Here.")
    assert desk.write(QUESTION, "Here.", base=0).revision == 1
    assert not SetAside.objects.exists()


def test_a_page_is_not_in_conflict_with_itself(desk):
    """It typed on while the reply to its last save was lost."""
    desk.write(QUESTION, "He", base=0, writer=Writer("tab", 1))
    assert desk.write(QUESTION, "Here.", base=0, writer=Writer("tab", 2)).revision == 2


def test_an_older_save_that_arrives_late_changes_nothing(desk):
    """The save of a leaving page may overtake the one before it."""
    desk.write(QUESTION, "Here.", base=0, writer=Writer("tab", 2))
    desk.write(QUESTION, "He", base=0, writer=Writer("tab", 1))
    assert text_of(desk) == "Here."
    assert not SetAside.objects.exists()


def test_a_page_is_in_conflict_after_another_wrote_between(desk):
    """Being the last writer again does not excuse a revision from before the other's."""
    desk.write(QUESTION, "Mine.", base=0, writer=Writer("tab", 1))
    desk.write(QUESTION, "Other.", base=1, writer=Writer("other", 1))
    desk.write(QUESTION, "Mine again.", base=2, writer=Writer("tab", 2))
    with pytest.raises(actions.StaleError):
        desk.write(QUESTION, "From before.", base=1, writer=Writer("tab", 3))


def test_settling_lays_one_text_to_rest(desk, cast):
    """Settled twice, as by a double click, it stays settled."""
    desk.write(QUESTION, "Here.")
    with pytest.raises(actions.StaleError):
        desk.write(QUESTION, "There.", base=0)
    aside = SetAside.objects.get()
    for _again in range(2):
        actions.settle(
            person=cast.amina, set_aside_id=aside.id, text="Here and there.", base_revision=1
        )
    assert text_of(desk) == "Here and there."
    assert not queries.open_set_asides(desk.draft).exists()


def test_settling_on_a_stale_revision_keeps_all_texts(desk, cast):
    """While she chose, a third text was saved; the choice is set aside and nothing settled."""
    desk.write(QUESTION, "Here.")
    with pytest.raises(actions.StaleError):
        desk.write(QUESTION, "There.", base=0)
    desk.write(QUESTION, "Here, and more.")
    with pytest.raises(actions.StaleError):
        actions.settle(
            person=cast.amina,
            set_aside_id=SetAside.objects.get().id,
            text="Both.",
            base_revision=1,
        )
    waiting = queries.open_set_asides(desk.draft).values_list("text", flat=True)
    assert set(waiting) == {"There.", "Both."}


def test_a_change_takes_the_attestation_back(desk):
    """What she gave her word on is no longer what stands there."""
    desk.fill()
    assert attestation_on(desk.draft.id) is not None
    desk.write(QUESTION, f"{CONTEXT} And more.")
    assert attestation_on(desk.draft.id) is None


def test_a_note_on_an_artefact_is_kept_like_an_answer(desk):
    """Its conflicts are told apart, and the artefact carries the text that stands."""
    artefact = desk.bring()
    desk.write(f"note:{artefact.id}", "Minute two.")
    with pytest.raises(actions.StaleError):
        desk.write(f"note:{artefact.id}", "Minute nine.", base=0)
    artefact.refresh_from_db()
    assert artefact.note == "Minute two."
    assert f"note:{artefact.id}" in desk.missing()


@pytest.mark.parametrize(
    "question",
    [
        "overview.nothing",
        "nothing",
        "note:",
        "note:nothing",
        "title:6f1f2a52-5a0e-4f67-9d0a-1d3cf0a9c001",
        "artefacts.recording",
    ],
)
def test_what_is_no_place_for_text_is_refused(desk, question):
    """No row is kept for a question that nobody asked."""
    with pytest.raises(ValidationError):
        desk.write(question, "Here.")
    assert not Answer.objects.exists()


@pytest.mark.parametrize(("kind", "most"), [("title", 200), ("note", 2000), ("", 60_000)])
def test_a_text_that_is_too_long_is_refused_whole(desk, kind, most):
    """Cutting it silently would lose what she typed."""
    question = f"{kind}:{desk.bring().id}" if kind else QUESTION
    assert desk.write(question, "x" * most).text == "x" * most
    with pytest.raises(ValidationError):
        desk.write(question, "x" * (most + 1))


def test_another_persons_draft_does_not_exist(desk, cast):
    """Neither writing nor settling tells a stranger that there is something."""
    desk.write(QUESTION, "Here.")
    with pytest.raises(actions.StaleError):
        desk.write(QUESTION, "There.", base=0)
    with pytest.raises(Draft.DoesNotExist):
        actions.save_answer(
            person=cast.ben, draft_id=desk.draft.id, question=QUESTION, text="x", base_revision=1
        )
    with pytest.raises(SetAside.DoesNotExist):
        actions.settle(
            person=cast.ben, set_aside_id=SetAside.objects.get().id, text="x", base_revision=1
        )


def test_nothing_is_written_while_an_attempt_is_in_flight(desk):
    """A late tab is refused with a sentence, and the frozen attempt stays as it is."""
    desk.fill()
    submission = desk.submit()
    with pytest.raises(ValidationError, match="has been submitted"):
        desk.write(QUESTION, "Too late.")
    submission.refresh_from_db()
    assert submission.manifest["answers"][0]["text"] == CONTEXT


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("one", 1),
        ("It's a well-known fact.", 4),
        ("one\u2014two / three \u2013 four", 4),
        ("12 students, 3.5 minutes …", 4),
        ("हिन्दी में लिखा", 3),
        ("- - -", 0),
        ("  spaces\n\nand\tlines ", 3),
    ],
)
def test_words_are_counted_as_a_teacher_would(text, count):
    """Signs between words are none; a word in any script is one (Devanagari's vowel signs too)."""
    assert queries.word_count(text) == count


def test_two_texts_are_compared_word_by_word():
    """Only the words that differ are told apart, and both texts come back whole."""
    one, other = queries.compared("We wait three seconds.", "We wait five seconds.")
    assert [stretch.text for stretch in one if stretch.kind == "own"] == ["three"]
    assert [stretch.text for stretch in other if stretch.kind == "own"] == ["five"]
    assert "".join(stretch.text for stretch in other) == "We wait five seconds."


def test_very_long_texts_stand_side_by_side_plain():
    """Comparing them would take longer than she waits for a page."""
    long = "word " * 5000
    one, other = queries.compared(long, f"{long} more")
    assert [stretch.kind for stretch in one + other] == ["same", "same"]
    assert other[0].text.endswith(" more")

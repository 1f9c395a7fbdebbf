"""Drafts: nothing a designer brings is lost, and what is published equals what was brought."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied

from cast import belongs
from documents import FRAMEWORK, demo_documents, document, publish
from lapel.journey.authoring.actions import (
    Refusal,
    discard_draft,
    import_document,
    publish_draft,
    save_draft,
)
from lapel.journey.authoring.models import DocumentDraft
from lapel.journey.authoring.queries import Gap, as_text, draft_of, listing, open_drafts, report_on
from lapel.journey.catalogue.actions import load_framework
from lapel.journey.catalogue.models import Version
from lapel.journey.people.models import Role

if TYPE_CHECKING:
    from typing import Any

    from cast import Cast


@pytest.fixture
def shelf(cast: Cast) -> Cast:
    """Load the small framework."""
    load_framework(items=FRAMEWORK)
    return cast


def bring(cast: Cast, content: Any) -> DocumentDraft:
    """Import a document (or any text) as Dara."""
    text = content if isinstance(content, str) else json.dumps(content)
    return import_document(person=cast.dara, organisation=cast.college, text=text)


def test_a_sound_document_is_published_as_it_was_brought(shelf: Cast) -> None:
    """Export equals import, value by value."""
    draft = bring(shelf, document())
    report = report_on(draft)
    assert (report.faults, report.can_be_published, report.next_number) == ([], True, 1)
    version = publish_draft(person=shelf.dara, draft_id=draft.id, revision=draft.revision)
    assert json.loads(as_text(version)) == document()


@pytest.mark.parametrize("content", demo_documents(), ids=lambda content: content["slug"])
def test_every_demo_document_survives_the_round_trip(shelf: Cast, content: dict[str, Any]) -> None:
    """Imported, published, exported, imported: still the same, and nothing new to publish."""
    draft = bring(shelf, {**content, "competency": "T07"})
    version = publish_draft(person=shelf.dara, draft_id=draft.id, revision=1)
    assert json.loads(as_text(version)) == {**content, "competency": "T07"}
    assert report_on(bring(shelf, as_text(version))).is_published


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"slug": ', "This is not JSON: line 1, column 10"),
        ("[1]", "one JSON object"),
        ('{"a": 1, "a": 2}', "given twice"),
        ('{"a": NaN}', "NaN is not a number"),
    ],
)
def test_what_cannot_be_read_is_kept_to_the_letter(shelf: Cast, text: str, sentence: str) -> None:
    """The designer mends it where she is; nothing is thrown away."""
    draft = bring(shelf, text)
    (fault,) = report_on(draft).faults
    assert sentence in fault.sentence
    assert DocumentDraft.objects.get().text == text


def test_every_fault_is_named_by_its_path(shelf: Cast) -> None:
    """All at once, in plain words."""
    wrong = document(effort_hours="8", competency="T07", colour="red")
    del wrong["method"]["name"]
    report = report_on(bring(shelf, wrong))
    assert [(each.path, each.sentence) for each in report.faults] == [
        ("method.name", "is missing."),
        ("effort_hours", "must be a whole number."),
        ("colour", "is not a field of this format; check how it is spelt."),
    ]
    assert not report.can_be_published


def test_each_fault_has_its_line(shelf: Cast) -> None:
    """Counted by hand in a text whose lines are its fields; what is missing stands where it is."""
    wrong = document(effort_hours="8", method={"summary": "You wait.", "components": ["Wait"]})
    text = (
        "{\n" + ",\n".join(f" {json.dumps(k)}: {json.dumps(v)}" for k, v in wrong.items()) + "\n}"
    )
    names = list(wrong)
    faults = report_on(bring(shelf, text)).faults
    assert [(each.path, each.place and each.place.line) for each in faults] == [
        ("method.name", names.index("method") + 2),
        ("effort_hours", names.index("effort_hours") + 2),
    ]
    shown = listing(text, faults)
    gaps = [each for each in shown.stretches if isinstance(each, Gap)]
    assert (gaps[0].first, gaps[-1].last) == (1, len(names) + 2)
    lines = [each for part in shown.stretches if isinstance(part, list) for each in part]
    marked = {each.number: piece.text for each in lines for piece in each.pieces if piece.is_fault}
    assert marked == {
        names.index("method") + 2: '"method"',
        names.index("effort_hours") + 2: '"effort_hours"',
    }


def test_faults_of_shape_and_of_the_shelves_are_said_together(shelf: Cast) -> None:
    """She need not mend one to learn of the next."""
    publish(shelf)
    report = report_on(bring(shelf, document(level="High", competency="T99")))
    assert {each.path for each in report.faults} == {"level", "competency", "version_note"}


def test_a_draft_of_a_further_version_asks_for_a_note_of_its_own(shelf: Cast) -> None:
    """The same words again are no news; changed words with the old note are refused by its name."""
    publish(shelf)
    assert report_on(bring(shelf, document())).is_published
    report = report_on(bring(shelf, document(title="Wait Longer")))
    (fault,) = report.faults
    assert fault.path == "version_note"
    assert "still says “First version.”, as version 1 does" in fault.sentence
    assert [each.where for each in report.changes] == [("title",)]
    draft = bring(shelf, document(title="Wait Longer"))
    with pytest.raises(Refusal, match="a note of its own"):
        publish_draft(person=shelf.dara, draft_id=draft.id, revision=1)
    assert (
        report_on(bring(shelf, document(title="Wait Longer", version_note="New title."))).faults
        == []
    )


def test_a_long_line_is_shown_around_its_faults(shelf: Cast) -> None:
    """A file without line breaks is still pointed into."""
    text = json.dumps(document(level="High", effort_hours="8"))
    faults = report_on(bring(shelf, text)).faults
    ((line,),) = listing(text, faults).stretches
    assert [piece.text for piece in line.pieces if piece.is_fault] == ['"level"', '"effort_hours"']
    shown = "".join(piece.text for piece in line.pieces)
    assert len(shown) < 900 < len(text)
    assert shown.count("…") >= 3


def test_a_document_with_faults_on_every_line_is_listed_in_part(shelf: Cast) -> None:
    """The remarks are all there; the listing holds the first hundred lines that have some."""
    text = "{\n" + ",\n".join(f'"wrong{n}":\n\n\n\n\n\n{n}' for n in range(150)) + "\n}"
    faults = report_on(bring(shelf, text)).faults
    strange = [each for each in faults if each.path.startswith("wrong")]
    assert len(strange) == 150
    shown = listing(text, faults)
    assert len(shown.shown) == 100
    assert listing("{}", []).stretches == []


def test_an_unknown_competency_and_a_foreign_slug_are_faults(shelf: Cast) -> None:
    """The draft says before publishing what publishing would refuse."""
    report = report_on(bring(shelf, document(competency="T99")))
    assert [each.path for each in report.faults] == ["competency"]
    version = publish(shelf)
    version.microcredential.organisation = shelf.district
    version.microcredential.save()
    report = report_on(bring(shelf, document(title="Mine")))
    assert [each.path for each in report.faults] == ["slug"]


def test_advice_keeps_nothing_from_being_published(shelf: Cast) -> None:
    """The linter's words stand apart from faults, in the document's own order."""
    report = report_on(bring(shelf, document(accessibility="", prerequisites=["gone"])))
    assert [each.path for each in report.advice] == ["prerequisites", "accessibility"]
    assert report.can_be_published


def test_an_edit_is_shown_as_what_changed(shelf: Cast) -> None:
    """Per part and criterion, against the current version."""
    publish(shelf)
    edited = document(version_note="Clearer.")
    edited["rubric"][0]["levels"]["yes"] = "Waits every time."
    report = report_on(bring(shelf, edited))
    assert report.next_number == 2
    (change,) = report.changes
    assert change.where == ("rubric", "waits", "levels", "yes")
    assert change.after == "Waits every time."


def test_a_published_draft_is_closed(shelf: Cast) -> None:
    """Publishing again gives the same version; a later text becomes a draft beside it."""
    draft = bring(shelf, document())
    version = publish_draft(person=shelf.dara, draft_id=draft.id, revision=1)
    assert publish_draft(person=shelf.dara, draft_id=draft.id, revision=1) == version
    assert Version.objects.count() == 1
    assert not open_drafts(shelf.dara).exists()
    beside = save_draft(person=shelf.dara, draft_id=draft.id, text="{}", base_revision=1)
    assert list(open_drafts(shelf.dara)) == [beside]
    assert beside != draft


def test_a_faulty_draft_is_not_published(shelf: Cast) -> None:
    """Neither one that cannot be read nor one with faults."""
    for content in ("{", document(level="High")):
        draft = bring(shelf, content)
        with pytest.raises(Refusal, match="faults"):
            publish_draft(person=shelf.dara, draft_id=draft.id, revision=1)
    assert not Version.objects.exists()


def test_what_was_changed_meanwhile_is_not_published_unseen(shelf: Cast) -> None:
    """She publishes what she looked at, or nothing."""
    draft = bring(shelf, document())
    save_draft(
        person=shelf.dara, draft_id=draft.id, text=json.dumps(document(title="X")), base_revision=1
    )
    with pytest.raises(Refusal, match="changed meanwhile"):
        publish_draft(person=shelf.dara, draft_id=draft.id, revision=1)


def test_two_designers_never_overwrite_each_other(shelf: Cast) -> None:
    """A save on an old revision becomes a draft beside the other."""
    belongs(shelf.hana, shelf.college, Role.DESIGNER)
    draft = bring(shelf, document())
    first = json.dumps(document(title="Dara's"))
    second = json.dumps(document(title="Hana's"))
    saved = save_draft(person=shelf.dara, draft_id=draft.id, text=first, base_revision=1)
    beside = save_draft(person=shelf.hana, draft_id=draft.id, text=second, base_revision=1)
    assert (saved.id, saved.revision, saved.title) == (draft.id, 2, "Dara's")
    assert beside.id != draft.id
    assert {each.text for each in DocumentDraft.objects.all()} == {first, second}


def test_saving_the_same_text_changes_nothing(shelf: Cast) -> None:
    """Not even on an old revision."""
    draft = bring(shelf, "{")
    saved = save_draft(person=shelf.dara, draft_id=draft.id, text="{", base_revision=9)
    assert (saved.id, saved.revision) == (draft.id, 1)


@pytest.mark.parametrize("text", ["", " \n", "\x00", "x" * (2 * 1024 * 1024 + 1)])
def test_what_is_no_document_is_refused(shelf: Cast, text: str) -> None:
    """Empty, binary, or longer than 2 MB."""
    with pytest.raises(Refusal):
        bring(shelf, text)


def test_a_document_with_half_a_character_is_kept_as_text_and_named_nothing(shelf: Cast) -> None:
    """It spells a title that no database holds; she sees where, and mends it."""
    draft = bring(shelf, '{"slug": "a", "title": "Wait\\ud83e"}')
    assert (draft.slug, draft.title) == ("", "")
    assert draft_of(shelf.dara, draft.id) is not None


def test_a_draft_can_be_put_away(shelf: Cast) -> None:
    """Twice is once; a published one stays."""
    draft = bring(shelf, document())
    for _again in range(2):
        discard_draft(person=shelf.dara, draft_id=draft.id)
    assert draft_of(shelf.dara, draft.id) is None
    kept = bring(shelf, document())
    publish_draft(person=shelf.dara, draft_id=kept.id, revision=1)
    discard_draft(person=shelf.dara, draft_id=kept.id)
    assert draft_of(shelf.dara, kept.id) is not None


@pytest.mark.parametrize("name", ["amina", "elif_", "emre", "femi", "ibrahim"])
def test_only_designers_of_the_organisation_work_on_its_drafts(shelf: Cast, name: str) -> None:
    """A designer elsewhere does not, either."""
    other = getattr(shelf, name)
    belongs(other, shelf.elsewhere, Role.DESIGNER)
    draft = bring(shelf, document())
    assert draft_of(other, draft.id) is None
    assert not open_drafts(other).exists()
    with pytest.raises(PermissionDenied):
        import_document(person=other, organisation=shelf.college, text="{}")
    with pytest.raises(PermissionDenied):
        save_draft(person=other, draft_id=draft.id, text="{}", base_revision=1)
    with pytest.raises(PermissionDenied):
        publish_draft(person=other, draft_id=draft.id, revision=1)
    with pytest.raises(PermissionDenied):
        discard_draft(person=other, draft_id=draft.id)

"""Publishing: who may, what is refused, and that a published version never changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from documents import FRAMEWORK, document, publish, publish_a_stack, stack_document
from lapel.journey.catalogue.actions import Refusal, load_framework, publish_stack, publish_version
from lapel.journey.catalogue.models import Competency, MicroCredential, Stack, Version
from lapel.journey.catalogue.queries import what_changed
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import history

if TYPE_CHECKING:
    from cast import Cast


def test_a_designer_publishes_a_first_version(cast: Cast) -> None:
    """The version is number 1, current, and announced."""
    version = publish(cast)
    assert version.number == 1
    assert version.microcredential.current == version
    assert OutboxEvent.objects.filter(kind="catalogue.VersionPublished").count() == 1
    assert [entry.action for entry in history("microcredential", version.microcredential_id)] == [
        "published"
    ]


@pytest.mark.parametrize("name", ["amina", "elif_", "femi", "ibrahim", "gita"])
def test_only_designers_publish(cast: Cast, name: str) -> None:
    """No other role does, an administrator included."""
    load_framework(items=FRAMEWORK)
    with pytest.raises(PermissionDenied):
        publish_version(person=getattr(cast, name), organisation=cast.college, content=document())
    assert not Version.objects.exists()


def test_a_designer_publishes_only_for_her_organisation(cast: Cast) -> None:
    """Dara designs for the college, not for the district."""
    load_framework(items=FRAMEWORK)
    with pytest.raises(PermissionDenied):
        publish_version(person=cast.dara, organisation=cast.district, content=document())


def test_an_edit_becomes_the_next_version_and_the_old_one_stays(cast: Cast) -> None:
    """R2: version 2 is current, version 1 keeps every word."""
    first = publish(cast)
    second = publish(cast, title="Wait Time and More", version_note="A longer title.")
    first.refresh_from_db()
    assert (second.number, second.microcredential.current) == (2, second)
    assert first.content == document()
    assert [(each.where, each.kind) for each in what_changed(second)] == [(("title",), "changed")]


def test_publishing_the_same_words_again_changes_nothing(cast: Cast) -> None:
    """A second press of the button gives the version that is there."""
    assert publish(cast) == publish(cast)
    assert Version.objects.count() == 1


def test_a_further_version_with_an_old_note_is_refused(cast: Cast) -> None:
    """Readers would see “First version.” on the second; the refusal names the note."""
    publish(cast)
    for note, sentence in [("First version.", "as version 1 does"), ("", "is missing")]:
        with pytest.raises(Refusal) as refusal:
            publish(cast, title="Wait Longer", version_note=note)
        (problem,) = refusal.value.problems
        assert problem.path == "version_note"
        assert sentence in problem.sentence
    assert Version.objects.count() == 1


def test_the_rubric_hash_stays_when_only_other_words_change(cast: Cast) -> None:
    """Two versions with the same rubric are scored alike."""
    first = publish(cast)
    second = publish(cast, why="Another reason.", version_note="Says why.")
    assert first.rubric_hash == second.rubric_hash
    assert first.content_hash != second.content_hash


def test_the_database_refuses_to_change_a_published_version(cast: Cast) -> None:
    """R2 holds against code that forgets it: every kind of update is refused."""
    version = publish(cast)
    attempts: list[Any] = [
        lambda: Version.objects.filter(id=version.id).update(title="Changed"),
        version.save,
        lambda: Version.objects.bulk_update([version], ["note"]),
    ]
    for attempt in attempts:
        version.title = version.note = "Changed"
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            attempt()
    assert Version.objects.get().title == "Wait Time"


def test_an_unsound_document_is_refused_with_every_place(cast: Cast) -> None:
    """The refusal names each path; nothing is written."""
    load_framework(items=FRAMEWORK)
    wrong = document(level="Expert")
    del wrong["rubric"][0]["levels"]["almost"]
    with pytest.raises(Refusal) as refusal:
        publish_version(person=cast.dara, organisation=cast.college, content=wrong)
    assert [each.path for each in refusal.value.problems] == ["level", "rubric[0].levels.almost"]
    assert not MicroCredential.objects.exists()


def test_an_unknown_competency_is_refused(cast: Cast) -> None:
    """A version belongs to a competency of the framework."""
    with pytest.raises(Refusal) as refusal:
        publish(cast, competency="T99")
    assert [each.path for each in refusal.value.problems] == ["competency"]


def test_a_slug_of_another_organisation_is_refused(cast: Cast) -> None:
    """Nobody publishes over somebody else's micro-credential."""
    version = publish(cast)
    MicroCredential.objects.filter(id=version.microcredential_id).update(organisation=cast.district)
    with pytest.raises(Refusal, match="another organisation"):
        publish(cast, title="Mine now", version_note="Mine.")


def test_loading_the_framework_again_changes_words_only(cast: Cast) -> None:
    """Competencies are written anew under their codes."""
    load_framework(items=FRAMEWORK)
    load_framework(items=[{**FRAMEWORK[0], "title": "Set goals"}])
    assert list(Competency.objects.order_by("code").values_list("code", "title")) == [
        ("T05", "Set goals"),
        ("T07", "Question, discuss and surface student thinking"),
    ]


def test_a_framework_with_an_unknown_prerequisite_is_refused(db: None) -> None:
    """The map could not be drawn."""
    with pytest.raises(Refusal) as refusal:
        load_framework(items=[FRAMEWORK[1]])
    assert [each.path for each in refusal.value.problems] == ["[0].prerequisites[0]"]


def test_a_stack_of_published_micro_credentials_is_published(cast: Cast) -> None:
    """It knows its members and is announced; the same document gives the same stack."""
    stack = publish_a_stack(cast)
    assert set(stack.members.values_list("slug", flat=True)) == {"wait-time", "open-questions"}
    assert OutboxEvent.objects.filter(kind="catalogue.StackPublished").count() == 1
    again = publish_stack(person=cast.dara, organisation=cast.college, content=stack_document())
    assert again == stack


def test_a_published_stack_never_changes(cast: Cast) -> None:
    """Awards stand on what it required."""
    publish_a_stack(cast)
    other = stack_document(requires={"any": ["wait-time", "open-questions"]})
    with pytest.raises(Refusal, match="cannot change"):
        publish_stack(person=cast.dara, organisation=cast.college, content=other)


def test_a_stack_needs_its_members_on_the_shelves(cast: Cast) -> None:
    """Each missing one is named."""
    publish(cast)
    with pytest.raises(Refusal) as refusal:
        publish_stack(person=cast.dara, organisation=cast.college, content=stack_document())
    assert [each.sentence for each in refusal.value.problems] == [
        "names open-questions, which is not published."
    ]


def test_a_stack_with_an_unsound_requirement_is_refused(cast: Cast) -> None:
    """Shape and requirement are both checked before anything is written."""
    for wrong in (stack_document(requires={"most": []}), stack_document(level="High")):
        with pytest.raises(Refusal):
            publish_stack(person=cast.dara, organisation=cast.college, content=wrong)
    assert not Stack.objects.exists()


def test_only_designers_publish_stacks(cast: Cast) -> None:
    """As for micro-credentials."""
    with pytest.raises(PermissionDenied):
        publish_stack(person=cast.amina, organisation=cast.college, content=stack_document())

"""A mentor reads a draft along, as long as its teacher lets her (R22)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from evidence.desk import CONTEXT, Desk
from lapel.journey.evidence import actions, queries
from lapel.journey.evidence.models import DraftReader, ReaderNote
from lapel.journey.people.models import Membership, Role
from lapel.journey.record.queries import chain_faults, history

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast

pytestmark = pytest.mark.django_db
NOTE = "The plan is clear. Try one question that has several right answers."


@pytest.fixture
def desk(cast: Cast) -> Desk:
    made = Desk(cast)
    made.fill()
    return made


def let_in(desk: Desk) -> DraftReader:
    return actions.let_in(
        person=desk.cast.amina, draft_id=desk.draft.pk, mentor_id=desk.cast.chipo.pk
    )


def read(client: Client, desk: Desk) -> str:
    client.force_login(desk.cast.chipo)
    return client.get(reverse("evidence:reading", args=[desk.draft.pk])).content.decode()


def opens(client: Client, desk: Desk) -> bool:
    client.force_login(desk.cast.chipo)
    return client.get(reverse("evidence:reading", args=[desk.draft.pk])).status_code == 200


def test_r22_a_mentor_sees_a_draft_only_with_the_teachers_dated_consent(
    client: Client, desk: Desk
) -> None:
    """Not before, then as it stands and changes, and no longer once it is taken back."""
    assert not opens(client, desk)
    reader = let_in(desk)
    assert reader.words == str(queries.READING_WORDS)
    assert CONTEXT in read(client, desk)
    desk.write("overview.context", f"{CONTEXT} Now with more.")
    assert "Now with more." in read(client, desk)
    actions.end_reading(person=desk.cast.amina, reader_id=reader.pk)
    assert not opens(client, desk)
    told = [each.action for each in history("draft", desk.draft.pk)]
    assert [each for each in told if each.startswith("reader")] == ["reader-let-in", "reader-ended"]
    assert chain_faults() == []


def test_a_mentor_who_reads_already_is_not_offered_again(client: Client, desk: Desk) -> None:
    """Nobody wonders whether her leave was lost; once it is taken back, she can be asked anew."""
    address = reverse("evidence:draft", args=[desk.draft.pk])
    offer = f'<option value="{desk.cast.chipo.pk}">'
    client.force_login(desk.cast.amina)
    assert offer in client.get(address).content.decode()
    reader = let_in(desk)
    assert offer not in client.get(address).content.decode()
    actions.end_reading(person=desk.cast.amina, reader_id=reader.pk)
    assert offer in client.get(address).content.decode()


def test_r22_a_mentors_note_is_formative_and_blocks_nothing(client: Client, desk: Desk) -> None:
    """The teacher alone reads it; it is in no manifest, and she submits without waiting."""
    let_in(desk)
    client.force_login(desk.cast.chipo)
    there = client.post(reverse("evidence:reading", args=[desk.draft.pk]), {"text": NOTE})
    assert there.status_code == 302
    assert NOTE in read(client, desk)
    client.force_login(desk.cast.amina)
    mine = client.get(reverse("evidence:draft", args=[desk.draft.pk])).content.decode()
    assert NOTE in mine
    assert NOTE not in str(desk.submit().manifest)


def test_r22_only_her_own_mentors_can_be_let_in(desk: Desk) -> None:
    """A mentor of her school or above; neither an assessor nor somebody elsewhere."""
    for person in (desk.cast.ben, desk.cast.femi, desk.cast.amina):
        with pytest.raises(ValidationError):
            actions.let_in(person=desk.cast.amina, draft_id=desk.draft.pk, mentor_id=person.pk)
    first = let_in(desk)
    assert let_in(desk) == first


def test_a_mentor_whose_role_ended_reads_no_longer(client: Client, desk: Desk) -> None:
    """The leave was for a mentor of the school."""
    let_in(desk)
    Membership.objects.filter(person=desk.cast.chipo, role=Role.MENTOR).update(until="2026-03-01")
    assert not opens(client, desk)


def test_a_reader_sees_nothing_that_is_still_to_be_covered(client: Client, desk: Desk) -> None:
    """A telephone number in an answer waits until the teacher has settled it (R3)."""
    desk.write("overview.context", f"{CONTEXT} Call 0712 345 678 about it.")
    let_in(desk)
    found = read(client, desk)
    assert "345 678" not in found
    assert "1 piece waits" in found


def test_a_reader_learns_no_name_of_a_file(client: Client, desk: Desk) -> None:
    """File names tell of people; she sees what assessors would see."""
    let_in(desk)
    assert "recording.bin" not in read(client, desk)


def test_an_empty_note_or_an_endless_one_is_refused(desk: Desk) -> None:
    """She is told why; nothing is kept."""
    let_in(desk)
    for text in ("  ", "x" * 4001):
        with pytest.raises(ValidationError):
            actions.write_as_reader(mentor=desk.cast.chipo, draft_id=desk.draft.pk, text=text)
    assert not ReaderNote.objects.exists()


def test_the_draft_page_lets_in_and_takes_back(client: Client, desk: Desk) -> None:
    """Both are one button; who is not on the list is refused in words."""
    client.force_login(desk.cast.amina)
    for wish, sentence in (
        ({"mentor": str(desk.cast.chipo.pk)}, "Chipo can read this draft now."),
        ({"mentor": str(desk.cast.ben.pk)}, "Please choose a mentor from the list."),
        ({"mentor": "nobody"}, "Please choose a mentor."),
    ):
        said = client.post(reverse("evidence:let_in", args=[desk.draft.pk]), wish, follow=True)
        assert sentence in said.content.decode()
    reader = DraftReader.objects.get()
    said = client.post(reverse("evidence:end_reading", args=[reader.pk]), follow=True)
    assert "Chipo no longer sees this draft." in said.content.decode()
    client.force_login(desk.cast.chipo)
    assert client.get(reverse("evidence:meetings")).status_code == 200

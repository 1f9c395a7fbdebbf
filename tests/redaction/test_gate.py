"""The gate: found, settled, covered; and nothing goes past it."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import uuid
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from evidence.desk import CONTEXT, Desk, ready_file
from lapel.domain.redaction import Box, Page, Track, Word
from lapel.journey.consent import actions as consent
from lapel.journey.evidence.actions import (
    IncompleteError,
    attach_captions,
    let_words_stay,
    replace_words,
)
from lapel.journey.evidence.queries import findings, finds_in_texts, frozen
from lapel.journey.files.events import FileReady
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.files.queries import link, original_key, storage, words_of, words_shown
from lapel.journey.record.actions import announce, clock_at, deliver_all
from lapel.journey.record.models import AuditEntry, AuditText, OutboxEvent
from lapel.journey.record.queries import now, sha256_of
from lapel.journey.redaction import actions
from lapel.journey.redaction.models import Check, Suggestion
from lapel.journey.redaction.queries import matters_of
from lapel.journey.review.queries import pieces_of

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.consent.models import Student
    from redaction.fake import FakeEngine

TRACK = Track(1, ((0.0, Box(0.1, 0.2, 0.3, 0.25, 0.9)), (4.0, Box(0.2, 0.2, 0.3, 0.25, 0.9))))
LATER = Track(2, ((5.0, Box(0.5, 0.2, 0.2, 0.2, 0.7)), (6.0, Box(0.5, 0.2, 0.2, 0.2, 0.7))))
FACE = Box(0.1, 0.2, 0.3, 0.25, 0.9)
OTHER = Box(0.6, 0.2, 0.2, 0.25, 0.8)
look_module = importlib.import_module("lapel.journey.redaction.actions.look")
NAME = "Jamila Kimathi"


def class_with(cast: Cast, *scopes: str) -> Student:
    """Give Amina a class with one student, for whom a family allows this today."""
    made = consent.open_class(person=cast.amina, organisation=cast.school, name="7B")
    consent.add_students(person=cast.amina, class_id=made.id, lines=f"J. K., {NAME}")
    student = made.students.get()
    day = now().date()
    answer = consent.Answer(scopes=scopes, given_on=day, expires_on=consent.last_day(day))
    consent.record_consent(person=cast.amina, student_id=student.id, answer=answer)
    return student


def looked(cast: Cast, family: str = "photo", **change: str) -> StoredFile:
    """Give Amina a file that was looked through."""
    file = ready_file(cast.amina, family=family, **change)
    actions.look(file_id=file.id)
    return file


def settled(file: StoredFile) -> Check:
    deliver_all()
    return Check.objects.get(file=file)


def only(file: StoredFile) -> Suggestion:
    return Suggestion.objects.get(check_of__file=file)


def edition(file: StoredFile) -> dict[str, str]:
    check = Check.objects.get(file=file)
    rows = Derivative.objects.filter(file=file, edition=check.edition)
    return {row.kind: words_of(row) for row in rows}


def filmed(desk: Desk, engine: FakeEngine, *tracks: Track) -> StoredFile:
    """Fill the desk, with a film in which these faces were found."""
    desk.fill()
    engine.tracks = list(tracks)
    film = desk.bring(family="video").file
    actions.look(file_id=film.id)
    desk.attest()
    return film


def test_r3_the_privacy_gate_blocks_until_every_suggestion_is_settled(desk, engine, cast):
    """Submitting says what is left and where; once all is covered, it goes through (R3)."""
    film = filmed(desk, engine, TRACK, LATER)
    with pytest.raises(IncompleteError, match="2 places in a file"):
        desk.submit()
    page = reverse("redaction:file", args=[film.id])
    assert page in [each.link for each in findings(desk.fresh())]
    first, second = Suggestion.objects.order_by("number")
    actions.accept(person=cast.amina, suggestion_id=first.id)
    with pytest.raises(IncompleteError, match="1 place in a file"):
        desk.submit()
    actions.dismiss(person=cast.amina, suggestion_id=second.id, reason="adult")
    with pytest.raises(IncompleteError, match="is being made"):
        desk.submit()
    settled(film)
    assert desk.submit().number == 1


def test_the_page_on_privacy_says_of_each_file_what_waits_in_it(desk, engine, cast, client):
    """She need not open one file after the other; a file leads back to its draft."""
    film = filmed(desk, engine, TRACK, LATER)
    client.force_login(cast.amina)
    address = reverse("evidence:privacy", args=[desk.draft.pk])
    page = client.get(address).content.decode()
    assert page.count("2 places to decide on") == 1
    assert "nothing waits" in page
    opened = client.get(reverse("redaction:file", args=[film.id])).content.decode()
    assert address in opened
    assert f'aria-current="page">{film.name}<' in opened, "the way here ends in the file's name"
    actions.accept_all(person=cast.amina, file_id=film.id)
    waiting = client.get(address).content.decode()
    assert "decided; being covered" in waiting
    assert "being looked through" not in waiting
    settled(film)
    assert "to decide on" not in client.get(address).content.decode()


def test_r3_a_file_that_waits_to_be_looked_at_blocks_too(desk, engine, cast):
    """Nothing slips through between being ready and being looked at."""
    desk.fill()
    file = StoredFile.objects.get(artefact__draft=desk.draft)
    with transaction.atomic():
        announce(FileReady(file_id=file.id))
    with pytest.raises(IncompleteError, match="is being looked through"):
        desk.submit()
    deliver_all()
    assert desk.submit().number == 1


def test_nothing_is_said_to_be_found_in_a_picture_before_it_was_looked_at(cast, engine, amina):
    """A teacher who reads it would submit, and trust a look that had not been."""
    file = looked(cast)
    address = reverse("redaction:file", args=[file.id])
    nothing = "Nothing was found here."
    assert nothing in amina.get(address).content.decode()
    Check.objects.filter(file=file).update(state=Check.State.LOOKING)
    page = amina.get(address).content.decode()
    assert nothing not in page
    assert "See how far it is" in page
    Check.objects.filter(file=file).update(state=Check.State.FAILED)
    assert nothing not in amina.get(address).content.decode()


def test_r1_the_manifest_names_the_covered_derivatives_and_no_other(desk, engine, cast, client):
    """What assessors are shown is what was frozen; the uncovered stays in her vault (R1)."""
    film = filmed(desk, engine, TRACK)
    actions.accept_all(person=cast.amina, file_id=film.id)
    settled(film)
    submission = desk.submit()
    named = [each["derivatives"] for each in submission.manifest["artefacts"]]
    row = Derivative.objects.get(file=film, edition=1)
    before = Derivative.objects.get(file=film, edition=0)
    assert {"id": str(row.id), "kind": "rendition", "number": 1, "sha256": row.sha256} in named[1]
    assert str(before.id) not in json.dumps(submission.manifest)
    assert json.loads(words_of(row)) == ["film", [1, []]]
    shown = frozen(submission).artefacts[1].shown
    told = b"".join(client.get(shown.rendition).streaming_content)
    assert json.loads(told) == ["film", [1, []]]


def test_r5_a_covered_name_cannot_be_found_by_trying_to_quote_it(desk, engine, cast):
    """What an assessor may quote from is what she reads: the label, never the name (R5)."""
    class_with(cast)
    recording = desk.fill()
    actions.look(file_id=recording.file_id)
    content = b"WEBVTT\n\n00:01.000 --> 00:03.000\nJamila, what do you think?\n"
    with transaction.atomic():
        told = {"person": cast.amina, "artefact_id": recording.id, "name": "c.vtt"}
        captions = attach_captions(content=content, **told).captions
    deliver_all()
    actions.accept_all(person=cast.amina, file_id=captions.id)
    deliver_all()
    desk.attest()
    submission = desk.submit()
    pieces = pieces_of(submission, submission.draft.enrolment.version)
    quotable = "\n".join(each.quotable for each in pieces)
    assert "J. K., what do you think?" in quotable
    assert "Jamila" not in quotable


def test_the_words_of_a_document_are_those_of_the_edition_that_is_shown(cast, engine):
    """Named by its covered edition, it is read with the label; as it was brought, with the name."""
    class_with(cast, "work")
    file = looked(cast, "document", words="<p>Then Jamila said: I waited.</p>")
    actions.accept_all(person=cast.amina, file_id=file.id)
    settled(file)
    named = [str(each.id) for each in Derivative.objects.filter(file=file, edition=1)]
    fresh = StoredFile.objects.get(pk=file.pk)
    assert "Then J. K. said: I waited." in words_shown(fresh, only=named)
    assert "Jamila" not in words_shown(fresh, only=named)
    assert "Jamila" in words_shown(fresh)


def test_what_was_frozen_stays_as_it_was_when_she_changes_her_mind(desk, engine, cast, client):
    """An attempt is a fact; what is undone later makes another edition (R1)."""
    film = filmed(desk, engine, TRACK)
    actions.accept_all(person=cast.amina, file_id=film.id)
    settled(film)
    submission = desk.submit()
    actions.reopen(person=cast.amina, suggestion_id=only(film).id)
    actions.dismiss(person=cast.amina, suggestion_id=only(film).id, reason="adult")
    assert settled(film).edition == 0
    shown = frozen(submission).artefacts[1].shown
    assert b"film" in b"".join(client.get(shown.rendition).streaming_content)


def test_a_face_stays_only_where_the_ledger_says_so_that_day(cast, engine):
    """By default a face is covered; that a family allows it is looked up, not believed."""
    student = class_with(cast, "photo")
    engine.faces = [FACE]
    file = looked(cast)
    told = {"person": cast.amina, "suggestion_id": only(file).id, "reason": "consent"}
    with pytest.raises(ValidationError, match="choose the student"):
        actions.dismiss(**told)
    actions.dismiss(student_id=student.id, **told)
    assert (only(file).state, only(file).student) == ("dismissed", student)
    assert settled(file).edition == 0
    consent.withdraw_consent(person=cast.amina, student_id=student.id)
    actions.reopen(person=cast.amina, suggestion_id=only(file).id)
    with pytest.raises(ValidationError, match="took its consent back"):
        actions.dismiss(student_id=student.id, **told)


def test_consent_for_sound_is_none_for_a_photo(cast, engine):
    """Each kind is allowed by itself."""
    student = class_with(cast, "audio")
    engine.faces = [FACE]
    file = looked(cast)
    told = {"person": cast.amina, "suggestion_id": only(file).id}
    with pytest.raises(ValidationError, match="no consent"):
        actions.dismiss(reason="consent", student_id=student.id, **told)


def test_a_name_is_written_as_initials_in_a_document(cast, engine):
    """What assessors read, and the words for their quotes, hold the label instead."""
    student = class_with(cast, "work")
    file = looked(cast, "document", words="<p>Then Jamila said: I waited.</p>")
    suggestion = Suggestion.objects.get(check_of__file=file, derivative__isnull=False)
    told = {"person": cast.amina, "suggestion_id": suggestion.id}
    with pytest.raises(ValidationError, match="Names are taken out"):
        actions.dismiss(reason="consent", student_id=student.id, **told)
    actions.accept_all(person=cast.amina, file_id=file.id)
    settled(file)
    made = edition(file)
    assert made["html"] == "<p>Then J. K. said: I waited.</p>"
    assert "Jamila" not in made["words"]


def test_words_on_a_page_are_blacked_out_and_faces_blurred(cast, engine):
    """A blur might leave letters to be read."""
    class_with(cast)
    file = ready_file(cast.amina, family="document", words="Jamila waited")
    Derivative.objects.filter(file=file).update(kind="page", media_type="image/jpeg")
    StoredFile.objects.filter(id=file.id).update(media_type="application/pdf")
    storage().put(original_key(file), io.BytesIO(b"%PDF"))
    engine.faces = [FACE]
    place = Box(0.4, 0.5, 0.1, 0.02)
    engine.pages = [Page(1, "Jamila waited", (Word(0, 6, place), Word(7, 13, OTHER)))]
    actions.look(file_id=file.id)
    assert {each.kind for each in Suggestion.objects.all()} == {"face", "name"}
    actions.accept_all(person=cast.amina, file_id=file.id)
    settled(file)
    made = edition(file)
    assert json.loads(made["page"]) == ["black", [[0.4, 0.5]]], "the words, after the faces"
    assert made["words"] == "J. K. waited"


def on_paper(desk: Desk, engine: FakeEngine, *pages: Page) -> StoredFile:
    """Fill the desk, with a PDF of one page of which the engine tells this."""
    desk.fill()
    file = desk.bring().file  # where a recording is asked for, one calls itself a PDF
    Derivative.objects.filter(file=file).update(kind="page", number=1, media_type="image/jpeg")
    StoredFile.objects.filter(id=file.id).update(media_type="application/pdf")
    storage().put(original_key(file), io.BytesIO(b"%PDF"))
    engine.pages = list(pages)
    actions.look(file_id=file.id)
    desk.attest()
    return file


@pytest.mark.parametrize("pages", [[Page(1, "", (), unread=True)], []], ids=["scanned", "untold"])
def test_r3_a_page_that_no_machine_reads_does_not_pass_by_itself(desk, engine, cast, client, pages):
    """A scan without text would look as if nothing were in it; she reads it, page by page (R3)."""
    file = on_paper(desk, engine, *pages)
    page = only(file)
    assert page.kind == "page"
    with pytest.raises(IncompleteError, match="1 place in a file"):
        desk.submit()
    client.force_login(cast.amina)
    address = reverse("redaction:file", args=[file.id])
    shown = client.get(address).content.decode()
    assert "no machine here can read it" in shown
    assert "Cover all that was found" not in shown, "to read is not done by one click for all"
    assert actions.accept_all(person=cast.amina, file_id=file.id) == 0
    wish = {"wish": "dismiss", "reason": "read"}
    client.post(reverse("redaction:settle", args=[page.id]), wish)
    assert "Read by you" in client.get(address).content.decode()
    settled(file)
    assert desk.submit().number == 1


def test_a_page_that_no_machine_reads_can_be_blacked_out(desk, engine, cast):
    """Where it is full of names, covering them one by one helps nobody."""
    file = on_paper(desk, engine, Page(1, "", (), unread=True))
    actions.accept(person=cast.amina, suggestion_id=only(file).id)
    settled(file)
    assert json.loads(edition(file)["page"]) == ["black", [[0.0, 0.0]]]


def test_a_page_is_read_once_however_often_it_is_looked_at(desk, engine, cast):
    """Her word stays; a face found meanwhile waits beside it."""
    file = on_paper(desk, engine, Page(1, "", (), unread=True))
    actions.dismiss(person=cast.amina, suggestion_id=only(file).id, reason="read")
    engine.faces = [FACE]
    actions.look_again(person=cast.amina, file_id=file.id)
    deliver_all()
    states = Suggestion.objects.filter(check_of=file.id).values_list("kind", "state")
    assert set(states) == {("page", "dismissed"), ("face", "open")}


def test_only_a_page_is_settled_by_reading_it(desk, engine, cast):
    """A face is not read, and that nobody is on a page says nothing of the names on it."""
    engine.faces = [FACE]
    file = on_paper(desk, engine, Page(1, "", (), unread=True))
    for kind, reason in (("face", "read"), ("page", "nobody"), ("page", "word")):
        found = Suggestion.objects.get(check_of=file.id, kind=kind)
        with pytest.raises(ValidationError, match="A page is read"):
            actions.dismiss(person=cast.amina, suggestion_id=found.id, reason=reason)


def test_a_name_in_a_files_name_is_taken_out_of_it(cast, engine):
    """The name stays on her own pages, and is clean there too."""
    class_with(cast)
    file = ready_file(cast.amina, family="audio")
    StoredFile.objects.filter(id=file.id).update(name="Jamila_reading.m4a")
    actions.look(file_id=file.id)
    actions.accept_all(person=cast.amina, file_id=file.id)
    settled(file)
    file.refresh_from_db()
    assert "Jamila" not in file.name
    assert file.name.endswith("reading.m4a")


def test_what_is_taken_out_of_captions_is_bleeped_in_the_recording(desk, engine, cast):
    """Once the words are settled the recording they belong to is made anew."""
    class_with(cast)
    recording = desk.bring()
    actions.look(file_id=recording.file_id)
    content = b"WEBVTT\n\n00:01.000 --> 00:03.000\nJamila, what do you think?\n"
    told = {"person": cast.amina, "artefact_id": recording.id, "name": "c.vtt"}
    with transaction.atomic():
        artefact = attach_captions(content=content, **told)
    deliver_all()
    found = Suggestion.objects.get(check_of__file=artefact.captions_id)
    actions.accept(person=cast.amina, suggestion_id=found.id)
    deliver_all()
    captions = edition(artefact.captions)["captions"]
    assert "J. K., what do you think?" in captions
    how, spans = json.loads(edition(recording.file)["rendition"])
    assert how == "bleep"
    assert 0 <= spans[0][0] <= 1.0 < spans[0][1] <= 3.0


def test_captions_that_come_before_the_look_do_not_hold_the_recording_up(desk, engine, cast):
    """Whatever comes first, once both are looked through nothing is left to do."""
    artefact = desk.bring()
    with transaction.atomic():
        announce(FileReady(file_id=artefact.file_id))
        words = b"WEBVTT\n\n00:01.000 --> 00:03.000\nWhat do you think?\n"
        told = {"person": cast.amina, "artefact_id": artefact.id, "name": "c.vtt"}
        attached = attach_captions(content=words, **told)
    deliver_all()
    assert matters_of([artefact.file_id, attached.captions_id]) == {}


def test_a_box_is_moved_and_another_drawn(cast, engine):
    """What a machine misses, or covers badly, she mends."""
    engine.faces = [FACE]
    file = looked(cast)
    picture = file.derivatives.get(edition=0)
    actions.reshape(person=cast.amina, suggestion_id=only(file).id, box=[0.5, 0.5, 0.2, 0.2])
    told = {"person": cast.amina, "file_id": file.id, "derivative_id": picture.id}
    actions.draw_box(box=[0, 0, 0.1, 0.1], **told)
    settled(file)
    assert json.loads(edition(file)["picture"]) == ["blur", [[0.5, 0.5], [0, 0]]]
    for wrong in ([0.9, 0, 0.2, 0.1], [0, 0, 0, 0.1], [-0.1, 0, 0.2, 0.2]):
        with pytest.raises(ValidationError, match="within the picture"):
            actions.draw_box(box=wrong, **told)


def test_seconds_of_sound_are_covered_by_hand(cast, engine):
    """A name that is said is covered where she heard it."""
    file = looked(cast, "audio")
    StoredFile.objects.filter(id=file.id).update(duration=10.0)
    row = file.derivatives.get(edition=0)
    told = {"person": cast.amina, "file_id": file.id, "derivative_id": row.id}
    actions.mute(seconds=(2.0, 3.5), **told)
    settled(file)
    assert json.loads(edition(file)["rendition"]) == ["bleep", [[2.0, 3.5]]]
    with pytest.raises(ValidationError, match="not within the recording"):
        actions.mute(seconds=(20.0, 21.0), **told)


def test_undo_takes_back_a_decision_and_what_was_drawn(cast, engine):
    """Nothing is final before it is submitted."""
    file = looked(cast)
    picture = file.derivatives.get(edition=0)
    told = {"person": cast.amina, "file_id": file.id, "derivative_id": picture.id}
    drawn = actions.draw_box(box=[0, 0, 0.1, 0.1], **told)
    assert settled(file).edition == 1
    actions.reopen(person=cast.amina, suggestion_id=drawn.id)
    assert settled(file).edition == 0
    assert not Suggestion.objects.exists()


def test_nobody_else_settles_or_sees_what_was_found(cast, engine, client):
    """Not her lead, not an assessor: for them there is no such page."""
    engine.faces = [FACE]
    file = looked(cast)
    for other in (cast.elif_, cast.ben, cast.ibrahim):
        with pytest.raises(PermissionDenied):
            actions.accept(person=other, suggestion_id=only(file).id)
        with pytest.raises(PermissionDenied):
            actions.accept_all(person=other, file_id=file.id)
    client.force_login(cast.femi)
    assert client.get(reverse("redaction:file", args=[file.id])).status_code == 404
    assert client.post(reverse("redaction:settle", args=[only(file).id])).status_code == 404


def test_a_look_that_is_cut_off_goes_on_where_it_was(cast, engine, monkeypatch):
    """What was found before a crash is kept, and looked for once."""
    file = ready_file(cast.amina, family="document", words="<p>Words</p>")
    for number in (1, 2):
        Derivative.objects.create(
            file=file, kind="image", number=number, blob="b", media_type="image/jpeg",
            size=1, sha256="0" * 64,
        )  # fmt: skip
    engine.faces = [FACE]
    monkeypatch.setattr(look_module, "at_hand", lambda _row: contextlib.nullcontext(None))
    monkeypatch.setattr(look_module, "failpoint", killed_at_look(2))
    with pytest.raises(KeyboardInterrupt):
        actions.look(file_id=file.id)
    monkeypatch.setattr(look_module, "failpoint", lambda _name: None)
    actions.look(file_id=file.id)
    assert engine.looks == 2, "each picture was looked at once"
    assert Check.objects.get().state == "looked"
    assert Suggestion.objects.count() == 2


def killed_at_look(count):
    """End the look after so many places."""
    seen = []

    def point(name):
        seen.append(name)
        if len(seen) > count:
            raise KeyboardInterrupt

    return point


def test_what_cannot_be_looked_through_she_looks_through_herself(cast, engine):
    """A refusal of the machine is no way past the gate, and no dead end."""
    engine.refuses = "memory"
    file = looked(cast)
    assert matters_of([file.id])[file.id].state == "failed"
    actions.look_myself(person=cast.amina, file_id=file.id)
    settled(file)
    assert matters_of([file.id]) == {}
    assert AuditEntry.objects.filter(action="looked-by-hand").exists()


def test_looking_again_keeps_what_was_decided_and_finds_what_is_new(cast, engine):
    """After the class list changed, only new names wait."""
    file = looked(cast, "document", words="<p>Jamila and Omondi wait.</p>")
    assert not Suggestion.objects.exists()
    student = class_with(cast)
    actions.look_again(person=cast.amina, file_id=file.id)
    deliver_all()
    actions.accept_all(person=cast.amina, file_id=file.id)
    told = {"class_id": student.school_class_id, "lines": "O. W., Omondi Were"}
    consent.add_students(person=cast.amina, **told)
    actions.look_again(person=cast.amina, file_id=file.id)
    deliver_all()
    states = Suggestion.objects.filter(derivative__isnull=False).values_list("state", flat=True)
    assert sorted(states) == ["accepted", "open"]


def test_a_file_is_looked_at_again_five_times_a_day(cast, engine, amina):
    """It costs minutes of a machine that all share; the page says how often, and what to do."""
    file = looked(cast, "document", words="<p>Jamila waits.</p>")
    for _time in range(5):
        actions.look_again(person=cast.amina, file_id=file.id)
        deliver_all()
    with pytest.raises(ValidationError, match="5 times in 24 hours"):
        actions.look_again(person=cast.amina, file_id=file.id)
    page = amina.post(reverse("redaction:again", args=[file.id]), follow=True)
    assert "5 times in 24 hours" in page.content.decode()
    assert Check.objects.get(pk=file.pk).state == Check.State.LOOKED
    with clock_at(now() + timedelta(days=1, minutes=1)):
        actions.look_again(person=cast.amina, file_id=file.id)


def test_all_files_of_one_person_share_a_day_of_looks(cast, engine, monkeypatch):
    """Many files are no way around it; another teacher's looks are her own."""
    monkeypatch.setattr("lapel.journey.redaction.actions.again.LOOKS_OF_ALL", 2)
    files = [looked(cast, "document", words="<p>Jamila waits.</p>") for _each in range(3)]
    for file in files[:2]:
        actions.look_again(person=cast.amina, file_id=file.id)
    with pytest.raises(ValidationError, match="2 times in 24 hours"):
        actions.look_again(person=cast.amina, file_id=files[2].id)


def test_looking_again_does_not_answer_where_a_student_is_whose_family_said_no(cast, engine):
    """That question is hers to settle: else a file with another place covered came back."""
    student = class_with(cast)
    told = {"person": cast.amina, "student_id": student.id}
    day = now().date()
    answer = consent.Answer(scopes=["work"], given_on=day, expires_on=consent.last_day(day))
    consent.record_consent(answer=answer, **told)
    file = looked(cast, "document", words="<p>Jamila waits.</p>")
    actions.say_who_is_shown(person=cast.amina, file_id=file.id, student_ids={student.id})
    actions.accept_all(person=cast.amina, file_id=file.id)
    deliver_all()
    consent.withdraw_consent(**told)
    deliver_all()
    actions.look_again(person=cast.amina, file_id=file.id)
    deliver_all()
    assert Suggestion.objects.filter(where=Suggestion.SHOWN, state="open").count() == 1
    assert not Derivative.objects.filter(file=file, withdrawn_at=None).exists()


def test_r3_names_in_her_own_texts_block_until_written_otherwise_or_let_stand(desk, engine, cast):
    """Answers, titles and notes are looked through each time (R3)."""
    class_with(cast)
    desk.fill()
    desk.write("overview.context", f"{CONTEXT} Jamila spoke, and Jamila's friend.")
    artefact = desk.draft.artefacts.get()
    desk.write(f"note:{artefact.id}", "Write to omondi@example.org about it.")
    desk.attest()
    with pytest.raises(IncompleteError, match="Jamila"):
        desk.submit()
    name, mail = sorted(finds_in_texts(desk.fresh()), key=lambda each: each.find.kind, reverse=True)
    told = {"person": cast.amina, "draft_id": desk.draft.id}
    replace_words(digest=name.digest, **told)
    assert "J. K. spoke" in desk.draft.answers.get(question="overview.context").text
    let_words_stay(digest=mail.digest, reason="adult", **told)
    assert [each for each in finds_in_texts(desk.fresh()) if each.digest == mail.digest] == []


def test_no_name_of_a_student_enters_the_audit_chain(cast, engine):
    """Decisions are noted by id and kind (R21)."""
    class_with(cast, "work")
    file = looked(cast, "document", words="<p>Jamila waited.</p>")
    actions.accept_all(person=cast.amina, file_id=file.id)
    settled(file)
    kept = json.dumps([*AuditEntry.objects.values(), *AuditText.objects.values()], default=str)
    assert "Jamila" not in kept


def test_no_embedding_is_kept_of_any_face():
    """Of a face there is a place and, in a film, a small picture: nothing to know anybody by."""
    fields = {each.name: each.get_internal_type() for each in Suggestion._meta.get_fields()}
    assert set(fields) == {
        *("id", "check_of", "derivative", "where", "kind", "place", "picture", "certainty"),
        *("state", "reason", "student", "drawn", "by", "at", "number"),
    }


def test_the_keys_of_a_place_are_few(cast, engine):
    """Nothing but geometry enters what is kept of a find."""
    engine.faces, engine.tracks = [FACE], [TRACK]
    looked(cast)
    looked(cast, "video")
    assert [set(each.place) for each in Suggestion.objects.order_by("kind")] == [{"box"}, {"boxes"}]
    track = Suggestion.objects.get(kind="track")
    assert all(len(moment) == 5 for moment in track.place["boxes"])


def test_her_own_links_open_what_others_no_longer_see(cast, engine, client):
    """A derivative that was withdrawn is gone for all but its owner's pages."""
    file = looked(cast)
    row = file.derivatives.get(edition=0)
    Derivative.objects.filter(id=row.id).update(withdrawn_at=now())
    assert client.get(link(row)).status_code == 404
    answer = client.get(link(row, vault=True))
    answer.close()
    assert answer.status_code == 200


def test_a_suggestion_of_another_file_is_not_there(cast):
    """An id nobody has is no server error."""
    with pytest.raises(ObjectDoesNotExist):
        actions.accept(person=cast.amina, suggestion_id=uuid.uuid4())


def stays_by_consent(cast: Cast, film: StoredFile) -> Student:
    """Let a face in a film stay, as its family allows."""
    student = class_with(cast, "video")
    told = {"person": cast.amina, "suggestion_id": only(film).id}
    actions.dismiss(reason="consent", student_id=student.id, **told)
    settled(film)
    return student


def test_a_withdrawal_takes_away_at_once_what_showed_that_student(desk, engine, cast, client):
    """What assessors see is replaced by an edition in which the face is covered (72 hours: now)."""
    film = filmed(desk, engine, TRACK)
    student = stays_by_consent(cast, film)
    submission = desk.submit()
    before = frozen(submission).artefacts[1].shown.rendition
    consent.withdraw_consent(person=cast.amina, student_id=student.id)
    deliver_all()
    assert client.get(before).status_code == 404, "an old link opens nothing"
    after = client.get(frozen(submission).artefacts[1].shown.rendition)
    assert json.loads(b"".join(after.streaming_content)) == ["film", [1, []]]
    submission.refresh_from_db()
    assert submission.manifest_hash == sha256_of(submission.manifest), "the record stays"
    told = OutboxEvent.objects.get(kind="redaction.ShownTakenAway").payload
    assert told["file_ids"] == [str(film.id)]


def test_a_student_she_named_is_taken_away_until_covered_by_hand(desk, engine, cast, client):
    """Where no machine found the student, the whole file goes until she has covered the place."""
    film = filmed(desk, engine)
    StoredFile.objects.filter(id=film.id).update(duration=10.0)
    student = class_with(cast, "video")
    actions.say_who_is_shown(person=cast.amina, file_id=film.id, student_ids={student.id})
    submission = desk.submit()
    consent.withdraw_consent(person=cast.amina, student_id=student.id)
    deliver_all()
    shown = frozen(submission).artefacts[1].shown
    assert (shown.rendition, shown.is_withdrawn) == ("", True)
    question = only(film)
    told = {"person": cast.amina, "suggestion_id": question.id}
    with pytest.raises(ValidationError, match="cover this student by hand"):
        actions.accept(**told)
    with pytest.raises(ValidationError, match="cover this student by hand"):
        actions.dismiss(reason="nobody", **told)
    assert actions.accept_all(person=cast.amina, file_id=film.id) == 0
    row = film.derivatives.get(edition=0)
    drawn = {"derivative_id": row.id, "box": [0, 0, 0.2, 0.2], "seconds": (0.0, 9.0)}
    actions.draw_box(person=cast.amina, file_id=film.id, **drawn)
    actions.dismiss(reason="covered", **told)
    settled(film)
    again = frozen(submission).artefacts[1].shown
    assert again.rendition
    assert not again.is_withdrawn


def test_a_face_that_was_taken_back_is_not_let_go_under_another_reason(desk, engine, cast):
    """Neither at once, nor after it was opened again, nor for an adult's or nobody's face."""
    film = filmed(desk, engine, TRACK)
    student = stays_by_consent(cast, film)
    consent.withdraw_consent(person=cast.amina, student_id=student.id)
    deliver_all()
    told = {"person": cast.amina, "suggestion_id": only(film).id}
    moved = partial(actions.reshape, box=[0.1, 0.1, 0.2, 0.2])
    for again in (actions.accept, actions.reopen, moved, actions.reopen):
        with contextlib.suppress(ValidationError):  # a film's face has no box of its own
            again(**told)
        for reason in ("adult", "nobody", "word", "consent"):
            with pytest.raises(ValidationError, match="took its consent back"):
                actions.dismiss(reason=reason, student_id=student.id, **told)
    assert only(film).state == Suggestion.State.OPEN
    actions.accept(**told)


def test_what_another_consent_still_allows_is_not_taken_away(desk, engine, cast):
    """A family that takes back sound leaves the film as it is."""
    film = filmed(desk, engine, TRACK)
    student = stays_by_consent(cast, film)
    day = now().date()
    until = consent.last_day(day)
    answer = consent.Answer(scopes=["video", "audio"], given_on=day, expires_on=until)
    consent.record_consent(person=cast.amina, student_id=student.id, answer=answer)
    answer = consent.Answer(scopes=["video"], given_on=day, expires_on=until)
    consent.record_consent(person=cast.amina, student_id=student.id, answer=answer)
    deliver_all()
    assert not Derivative.objects.filter(withdrawn_at__isnull=False).exists()


def test_r3_what_was_taken_away_blocks_the_next_attempt(desk, engine, cast):
    """A draft that shows a student without leave is not submitted (R3)."""
    film = filmed(desk, engine)
    student = class_with(cast, "video")
    actions.say_who_is_shown(person=cast.amina, file_id=film.id, student_ids={student.id})
    consent.withdraw_consent(person=cast.amina, student_id=student.id)
    deliver_all()
    question = only(film)
    actions.dismiss(person=cast.amina, suggestion_id=question.id, reason="covered")
    settled(film)
    assert matters_of([film.id])[film.id].state == "withdrawn"
    with pytest.raises(IncompleteError, match="took its consent back"):
        desk.submit()

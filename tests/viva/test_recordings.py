"""A recording becomes the answer once it is here whole; until then the one before stays."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from lapel.journey.files.actions import receive
from lapel.journey.files.models import StoredFile
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import now
from lapel.journey.viva import actions
from lapel.journey.viva.models import Question, Viva
from lapel.journey.viva.queries import standing_questions
from mailing import sign_in_as
from review.stage import silence
from viva.talking import DAY, again, answer, deliver, found, recorded

if TYPE_CHECKING:
    from review.stage import Stage

SOUND = silence(0.1)


@pytest.fixture
def open_question(stage: Stage, viva: Viva) -> Question:
    """Give the first question of Amina's talk, opened to be answered by a recording."""
    amina = stage.cast.amina
    actions.choose_way(person=amina, viva_id=viva.pk, way=Viva.Way.RECORDED)
    return actions.open_question(person=amina, viva_id=viva.pk)


def begun(stage: Stage, question: Question) -> StoredFile:
    return actions.begin_recording(
        person=stage.cast.amina,
        viva_id=question.viva_id,
        number=question.number,
        name="answer-1.webm",
        size=len(SOUND),
    )


def sent(stage: Stage, file: StoredFile) -> None:
    receive(person=stage.cast.amina, file_id=file.pk, offset=0, chunks=[SOUND])


def kept(stage: Stage, question: Question, file_id: object) -> Question:
    return actions.keep_recording(
        person=stage.cast.amina,
        viva_id=question.viva_id,
        number=question.number,
        file_id=file_id,  # type: ignore[arg-type]  # one test passes another's
    )


def test_what_was_recorded_before_stays_the_answer_until_the_new_one_is_whole(
    stage: Stage, viva: Viva, open_question: Question
) -> None:
    """A line that is cut while she sends anew must not leave her without an answer."""
    before = answer(viva, stage.cast.amina, 1)
    coming = begun(stage, open_question)
    assert standing_questions(viva)[0].file_id == before.pk
    with pytest.raises(actions.Refusal, match="not arrived whole"):
        kept(stage, open_question, coming.pk)
    sent(stage, coming)
    assert kept(stage, open_question, coming.pk).file_id == coming.pk
    assert kept(stage, open_question, coming.pk).file_id == coming.pk  # twice is once
    before.refresh_from_db()
    assert before.removed_at is not None


def test_a_recording_that_arrived_after_its_page_was_closed_is_the_answer(
    stage: Stage, viva: Viva, open_question: Question
) -> None:
    """Its last byte was acknowledged, so it is not lost because a window was closed then."""
    coming = begun(stage, open_question)
    sent(stage, coming)
    deliver()
    assert standing_questions(viva)[0].file_id == coming.pk


def test_a_recording_begun_anew_gives_the_one_on_its_way_up(
    stage: Stage, viva: Viva, open_question: Question
) -> None:
    """Two windows, or a second try: one of them is on its way, and the other is erased at once."""
    first, second = begun(stage, open_question), begun(stage, open_question)
    first.refresh_from_db()
    assert first.removed_at is not None
    deliver()
    first.refresh_from_db()
    assert first.erased_at is not None
    sent(stage, second)
    with pytest.raises(actions.Refusal):
        kept(stage, open_question, first.pk)
    assert kept(stage, open_question, second.pk).coming_id is None


def test_what_never_arrived_is_erased_with_the_answers(
    stage: Stage, viva: Viva, settings: object
) -> None:
    """Half a recording is her voice all the same."""
    amina, gita = stage.cast.amina, stage.cast.gita
    actions.take_viva(person=gita, viva_id=viva.pk)
    recorded(viva, amina)
    half = begun(stage, standing_questions(viva)[0])
    actions.hand_in(person=amina, viva_id=viva.pk)
    deliver()
    found(viva, gita, Viva.Ending.CONSISTENT)
    with clock_at(now() + settings.VIVA_KEPT_DAYS * DAY + DAY):  # type: ignore[attr-defined]  # it is pytest-django's
        deliver()
    half.refresh_from_db()
    assert half.erased_at is not None
    assert again(viva).questions.exclude(coming=None).count() == 0


def test_a_recording_that_arrives_after_handing_in_changes_nothing(
    stage: Stage, viva: Viva
) -> None:
    """What is handed in stays as it was; nobody is shown an error for it."""
    amina = stage.cast.amina
    recorded(viva, amina)
    coming = begun(stage, standing_questions(viva)[0])
    actions.hand_in(person=amina, viva_id=viva.pk)
    sent(stage, coming)
    deliver()
    assert standing_questions(viva)[0].file_id != coming.pk


def test_nobody_records_into_anothers_talk(stage: Stage, open_question: Question) -> None:
    """Her talk is hers, and what she sends is her own file."""
    with pytest.raises(PermissionDenied):
        actions.begin_recording(
            person=stage.cast.ben, viva_id=open_question.viva_id, number=1, name="a", size=8
        )
    ben = sign_in_as(Client(), stage.cast.ben)
    for name in ("begin", "keep"):
        address = reverse(f"viva:{name}", args=[open_question.viva_id, 1])
        assert ben.post(address, {"name": "a", "size": "8"}).status_code == 404


def test_the_page_is_told_in_a_sentence_why_a_recording_is_not_taken(
    stage: Stage, open_question: Question
) -> None:
    """The script shows the sentence beside the recording, which stays where it is."""
    amina = sign_in_as(Client(), stage.cast.amina)
    begin, keep = (
        reverse(f"viva:{name}", args=[open_question.viva_id, 1]) for name in ("begin", "keep")
    )
    empty = amina.post(begin, {"name": "a.webm", "size": "x"})
    assert (empty.status_code, empty.json()) == (409, {"sentence": "This file is empty."})
    closed = amina.post(
        reverse("viva:begin", args=[open_question.viva_id, 2]), {"name": "a.webm", "size": "8"}
    )
    assert closed.json()["sentence"] == "Open this question first."
    assert amina.post(keep, {"file": "nothing"}).status_code == 409
    assert "not arrived whole" in amina.post(keep, {"file": str(uuid4())}).json()["sentence"]
    made = amina.post(begin, {"name": "a.webm", "size": str(len(SOUND))}).json()
    assert made["upload"] == reverse("files:upload", args=[made["file"]])
    sent(stage, StoredFile.objects.get(pk=made["file"]))
    assert amina.post(keep, {"file": made["file"]}).status_code == 200


def test_whoever_sends_too_much_is_told_when_to_come_again(
    stage: Stage, open_question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The script waits as long as the server asks, as the evidence room's does."""
    monkeypatch.setattr("lapel.journey.files.actions.waiting.MOST_AN_HOUR", 2)
    amina = sign_in_as(Client(), stage.cast.amina)
    begin = reverse("viva:begin", args=[open_question.viva_id, 1])
    replies = [amina.post(begin, {"name": "a.webm", "size": "8"}) for _ in range(3)]
    assert [each.status_code for each in replies][-1] == 429
    assert int(replies[-1]["Retry-After"]) > 0


def test_only_the_page_of_a_talk_may_use_a_microphone_and_a_camera(
    stage: Stage, viva: Viva
) -> None:
    """And only there a recording that is not sent yet may be played (blob:)."""
    amina = sign_in_as(Client(), stage.cast.amina)
    there = amina.get(reverse("viva:talk", args=[viva.pk]))
    assert there["Permissions-Policy"] == "camera=(self), microphone=(self), geolocation=()"
    assert "blob:" in directive(there["Content-Security-Policy"], "media-src")
    elsewhere = amina.get(reverse("evidence:index"))
    assert elsewhere["Permissions-Policy"] == "camera=(), microphone=(), geolocation=()"
    assert "blob:" not in directive(elsewhere["Content-Security-Policy"], "media-src")


def directive(policy: str, name: str) -> str:
    return next(each for each in policy.split(";") if each.strip().startswith(name))

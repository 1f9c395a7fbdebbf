"""A talk about Amina's work, from its draw to what was found."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.test import override_settings

from issuing.earning import staged
from lapel.journey.files.models import StoredFile
from lapel.journey.record.actions import deliver_all
from lapel.journey.review.models import Appointment
from lapel.journey.viva import actions
from lapel.journey.viva.models import Viva
from review.stage import lock, silence

if TYPE_CHECKING:
    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Case
    from review.stage import Stage
    from world import World

DAY = timedelta(days=1)
# Rebuilding a recording takes ffmpeg and seconds; these tests say what came of it.
MADE_BESIDE = ("files.rebuild",)
HEARD = "She told how the second lesson went and why she counted to three."


def deliver() -> None:
    deliver_all(leave=MADE_BESIDE)


def again(viva: Viva) -> Viva:
    return Viva.objects.get(pk=viva.pk)


def scored(stage: Stage, level: str = "yes") -> Case:
    """Give the case of Amina's work after both scores are locked."""
    case = stage.submitted()
    for assessor in (stage.cast.ben, stage.cast.bola):
        lock(assessor, level)
    deliver()
    case.refresh_from_db()
    return case


def talk_on(stage: Stage) -> Viva:
    """Score Amina's work so that a talk comes first."""
    return Viva.objects.get(case=scored(stage))


def recorded(viva: Viva, person: Person, *, seconds: float = 60.0) -> None:
    """Answer all three questions by recordings of one length, ready to be heard."""
    actions.choose_way(person=person, viva_id=viva.pk, way=Viva.Way.RECORDED)
    for number in (1, 2, 3):
        actions.open_question(person=person, viva_id=viva.pk)
        answer(viva, person, number, seconds=seconds)


def answer(
    viva: Viva, person: Person, number: int, *, seconds: float = 60.0, family: str = "audio"
) -> StoredFile:
    """Bring a recording for one question, as if it had been made ready."""
    content = silence(0.1)
    question = actions.record_answer(
        person=person,
        viva_id=viva.pk,
        number=number,
        name="answer.wav",
        size=len(content),
        chunks=[content],
    )
    found = StoredFile.objects.filter(pk=question.file_id)
    found.update(state=StoredFile.State.READY, family=family, duration=seconds)
    return found.get()


def handed_in(viva: Viva, teacher: Person, examiner: Person) -> Viva:
    """Have an examiner take the talk and the teacher hand in."""
    actions.take_viva(person=examiner, viva_id=viva.pk)
    recorded(viva, teacher)
    actions.hand_in(person=teacher, viva_id=viva.pk)
    deliver()
    return again(viva)


def found(viva: Viva, examiner: Person, finding: Viva.Ending, words: str = HEARD) -> Viva:
    """Have the examiner find."""
    actions.find(person=examiner, viva_id=viva.pk, finding=finding, words=words)
    deliver()
    return again(viva)


def leave(world: World) -> None:
    """Leave one talk that Gita hears and whose first question is open, and one that is free."""
    for state in ("heard by Gita", "free"):
        stage = staged(world.cast, f"talk-{state[:4]}", "Talked about")
        Appointment.objects.update(daily_cap=40)  # all of this happens on one day
        with override_settings(VIVA_SHARE=1.0):
            viva = talk_on(stage)
        actions.choose_way(person=world.cast.amina, viva_id=viva.pk, way=Viva.Way.RECORDED)
        if state != "free":
            actions.take_viva(person=world.cast.gita, viva_id=viva.pk)
            actions.open_question(person=world.cast.amina, viva_id=viva.pk)
        world.put("viva", state, viva_id=viva.pk)
        world.put("viva question", state, viva_id=viva.pk, number=1)

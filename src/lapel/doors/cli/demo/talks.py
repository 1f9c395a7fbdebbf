"""Short talks of the demo: one waits for its teacher, one for who hears it, one is over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lapel.domain.viva import NUMBER
from lapel.journey.record.actions import deliver_all
from lapel.journey.review.actions import ask_for_viva
from lapel.journey.viva import actions as viva
from lapel.journey.viva.models import Viva

if TYPE_CHECKING:
    from lapel.doors.cli.demo.stage import People
    from lapel.journey.evidence.models import Submission

# She is qualified for these rubrics and scored none of this work.
HEARS = "emeka"


def ask(people: People, submission: Submission, told: dict[str, Any]) -> None:
    """Let the lead ask for a talk before the award; whoever scores learns nothing of it."""
    lead = people.persons["gita"]
    ask_for_viva(person=lead, submission_id=submission.pk, words=told["why"])


def take_place(
    people: People, submission: Submission, told: dict[str, Any], *, leave: tuple[str, ...]
) -> None:
    """Bring a talk to the state in which the demo shows it."""
    found = Viva.objects.get(case__submission=submission)
    if told["state"] == "waits":
        return
    examiner = people.persons[HEARS]
    viva.take_viva(person=examiner, viva_id=found.pk)
    _answer(found, submission, people, told["answers"])
    if told["state"] == "heard":
        finding = Viva.Ending.CONSISTENT
        viva.find(person=examiner, viva_id=found.pk, finding=finding, words=told["found"])
    deliver_all(leave=leave)


def _answer(found: Viva, submission: Submission, people: People, answers: dict[str, str]) -> None:
    """Let the teacher ask to write, and answer one question after the other.

    Which questions are drawn nobody can foresee, so there is an answer to each kind.
    """
    teacher, viva_id = submission.person, found.pk
    viva.choose_way(person=teacher, viva_id=viva_id, way=Viva.Way.RECORDED)
    viva.ask_to_write(person=teacher, viva_id=viva_id)
    viva.answer_writing(person=people.persons[HEARS], viva_id=viva_id, grants=True)
    for _each in range(NUMBER):
        asked = viva.open_question(person=teacher, viva_id=viva_id)
        text = answers[asked.pattern]
        viva.write_answer(person=teacher, viva_id=viva_id, number=asked.number, text=text)
    viva.hand_in(person=teacher, viva_id=viva_id)

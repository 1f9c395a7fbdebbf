"""The teacher's part: how she answers, question by question, and a time for a live talk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.files.models import StoredFile
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.journey.viva.actions.moves import (
    hers_to_act,
    opened_question,
    recording_of,
    tell,
    wait_for_examiner,
)
from lapel.journey.viva.actions.refusal import Refusal
from lapel.journey.viva.events import ExaminerWanted
from lapel.journey.viva.models import Viva
from lapel.journey.viva.queries import seconds_of, standing_questions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from lapel.journey.people.models import Person
    from lapel.journey.viva.models import Question

# Five minutes together, and what a thumb needs to press “stop”.
RULE_SECONDS = 5 * 60
MOST_SECONDS = RULE_SECONDS + 15
MOST_LETTERS = 4000
MOST_TIMES = 3
SPOKEN = (StoredFile.Family.AUDIO, StoredFile.Family.VIDEO)


def choose_way(*, person: Person, viva_id: UUID, way: Viva.Way) -> Viva:
    """Choose to record answers or to talk live; free to change until something was opened."""
    with transaction.atomic():
        viva = hers_to_act(person=person, viva_id=viva_id)
        if way != viva.way and any(each.opened_at for each in standing_questions(viva)):
            raise Refusal(_("You have opened a question; please go on as you began."))
        viva.way = way
        viva.save(update_fields=["way"])
        tell(viva, action="way chosen", actor=person, facts={"way": str(way)})
    return viva


def open_question(*, person: Person, viva_id: UUID) -> Question:
    """Open the next question; the one before it is answered first."""
    with transaction.atomic():
        viva = recording_of(person=person, viva_id=viva_id)
        for each in standing_questions(viva):
            if each.opened_at is None:
                each.opened_at = now()
                each.save(update_fields=["opened_at"])
                return each
            if not (each.file_id or each.text):
                raise Refusal(_("Answer the question that is open first."))
    raise Refusal(_("All three questions are open."))


def write_answer(*, person: Person, viva_id: UUID, number: int, text: str) -> Question:
    """Keep words for an opened question: captions of her recording, or the answer itself.

    Words alone do where writing was granted.
    """
    with transaction.atomic():
        viva = recording_of(person=person, viva_id=viva_id)
        question = opened_question(viva, number=number)
        if not question.file_id and viva.writing != Viva.Writing.GRANTED:
            raise Refusal(_("Record your answer first; or ask to write instead of speaking."))
        if len(text) > MOST_LETTERS:
            raise Refusal(_("This is longer than 4,000 letters; please be brief."))
        if not text.strip():
            raise Refusal(_("Write your words first."))
        question.text = text.replace("\r\n", "\n").strip()
        question.save(update_fields=["text"])
    return question


def ask_to_write(*, person: Person, viva_id: UUID) -> Viva:
    """Ask whether she may write where others speak; she need not say why."""
    with transaction.atomic():
        viva = hers_to_act(person=person, viva_id=viva_id)
        if viva.writing:
            raise Refusal(_("You have asked already."))
        viva.writing = Viva.Writing.ASKED
        viva.save(update_fields=["writing"])
        tell(viva, action="writing asked for", actor=person)
        announce(ExaminerWanted(viva_id=viva.pk, why="writing"))
    return viva


def hand_in(*, person: Person, viva_id: UUID) -> Viva:
    """Hand three answers to the examiner; nothing of them changes afterwards."""
    with transaction.atomic():
        viva = recording_of(person=person, viva_id=viva_id)
        questions = standing_questions(viva)
        _check_answers(questions)
        viva.handed_in_at = now()
        tell(viva, action="handed in", actor=person)
        wait_for_examiner(viva, state=Viva.State.HANDED_IN)
    return viva


def _check_answers(questions: list[Question]) -> None:
    if not all(each.file_id or each.text for each in questions):
        raise Refusal(_("Answer all three questions first."))
    files = [each.file for each in questions if each.file]
    for file in files:
        if file.state == StoredFile.State.REFUSED:
            raise Refusal(_("One recording cannot be used; please bring it again."))
        if file.state == StoredFile.State.READY and file.family not in SPOKEN:
            raise Refusal(_("One file is neither sound nor video; please bring a recording."))
    seconds = seconds_of(questions)
    if seconds is None:
        raise Refusal(_("A recording is still being prepared; please try again in a moment."))
    if seconds > MOST_SECONDS:
        raise Refusal(_("Together this is longer than five minutes; please shorten one answer."))


def propose_times(*, person: Person, viva_id: UUID, times: Iterable[datetime]) -> Viva:
    """Offer up to three moments for a live talk; an examiner takes one."""
    wanted = sorted(set(times))
    if not wanted or len(wanted) > MOST_TIMES or wanted[0] <= now():
        raise Refusal(_("Offer one to three times that are still to come."))
    with transaction.atomic():
        viva = hers_to_act(person=person, viva_id=viva_id)
        if viva.way != Viva.Way.LIVE:
            raise Refusal(_("Choose a live talk first."))
        viva.times = [each.isoformat() for each in wanted]
        tell(viva, action="times offered", actor=person)
        wait_for_examiner(viva, state=Viva.State.OFFERED)
    return viva

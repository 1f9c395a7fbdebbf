"""The examiner's part: she takes a talk, may swap a question, agrees a time, and finds."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.viva import one_more
from lapel.journey.integrity.actions import Refusal as IntegrityRefusal
from lapel.journey.integrity.actions import ask_after_viva
from lapel.journey.people.models import Person
from lapel.journey.people.queries import business_deadline
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.journey.review.actions import keep_hearing, make_acquainted, release_viva_hold
from lapel.journey.review.queries.vivas import may_hear
from lapel.journey.viva import policies
from lapel.journey.viva.actions.ending import end
from lapel.journey.viva.actions.moves import (
    FOR_EXAMINER,
    heard,
    held,
    own,
    still_open,
    tell,
    wait_for_teacher,
)
from lapel.journey.viva.actions.open_viva import keep_question
from lapel.journey.viva.actions.refusal import Refusal
from lapel.journey.viva.events import ExaminerWanted, TeacherWanted, TermEnds
from lapel.journey.viva.models import Mark, Viva
from lapel.journey.viva.queries import asked_of, places_of

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.viva.models import Question

MOST_LETTERS = 4000
# After a time that was agreed nobody said what became of it.
SILENT_DAYS = 2


def take_viva(*, person: Person, viva_id: UUID) -> Viva:
    """Take a talk to hear; from then on she scores no attempt of this work (R4, R5)."""
    with transaction.atomic():
        viva = held(viva_id)
        if not may_hear(person, viva.case):
            raise PermissionDenied
        still_open(viva)
        if viva.examiner_id:
            raise Refusal(_("Somebody hears this talk already."))
        viva.examiner, viva.taken_at = person, now()
        viva.save(update_fields=["examiner", "taken_at"])
        make_acquainted(case_id=viva.case_id, person=person)
        tell(viva, action="taken", actor=person)
    return viva


def hand_back_viva(*, person: Person, viva_id: UUID) -> None:
    """Leave a talk to another, with one click and no reason."""
    with transaction.atomic():
        viva = heard(person=person, viva_id=viva_id)
        _free(viva, actor=person)


def free_talks_of(*, person_id: UUID) -> None:
    """Give the talks of somebody who assesses nowhere any more to others."""
    person = Person.objects.get(pk=person_id)
    if policies.may_examine(person):
        return
    hers = Viva.objects.filter(examiner=person).exclude(state=Viva.State.OVER)
    for viva_id in list(hers.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            viva = held(viva_id)
            if viva.examiner_id == person_id and not viva.is_over:
                _free(viva, actor=None)


def _free(viva: Viva, *, actor: Person | None) -> None:
    viva.examiner = viva.taken_at = None
    if viva.state == Viva.State.MEETING:
        wait_for_teacher(viva)
        announce(TeacherWanted(viva_id=viva.pk, why="missed"))
    viva.save()
    tell(viva, action="handed back", actor=actor)
    _ask_another(viva)


def _ask_another(viva: Viva) -> None:
    """Tell all others who may hear it what waits for one of them; who left it knew alone."""
    why = "writing" if viva.writing == Viva.Writing.ASKED else FOR_EXAMINER.get(viva.state)
    if why:
        announce(ExaminerWanted(viva_id=viva.pk, why=why))


def swap_question(*, person: Person, viva_id: UUID, number: int, reason: str) -> Question:
    """Have another question drawn for one that the teacher has not opened, with a reason; once."""
    with transaction.atomic():
        viva = heard(person=person, viva_id=viva_id)
        if not reason.strip():
            raise Refusal(_("Say in a sentence why you swap it."))
        if viva.questions.exclude(swapped_at=None).exists():
            raise Refusal(_("You have swapped one question already."))
        question = viva.questions.filter(number=number, swapped_at=None).first()
        if question is None or question.opened_at:
            raise Refusal(_("The teacher has opened this question; it stays."))
        drawn = one_more(
            places_of(viva.case), asked_of(viva.questions.all()), seed=bytes(viva.seed)
        )
        question.swapped_at, question.swap_reason = now(), reason.strip()
        question.save(update_fields=["swapped_at", "swap_reason"])
        tell(viva, action="question swapped", actor=person, facts={"number": number}, words=reason)
        return keep_question(viva=viva, number=number, asked=drawn)


def answer_writing(*, person: Person, viva_id: UUID, grants: bool, words: str = "") -> None:
    """Grant that the teacher writes; or decline it, with words that she reads."""
    with transaction.atomic():
        viva = heard(person=person, viva_id=viva_id)
        if viva.writing != Viva.Writing.ASKED:
            raise Refusal(_("Nobody asks for that."))
        if not grants and not words.strip():
            raise Refusal(_("Say to her why not; granting it needs no reason."))
        viva.writing = Viva.Writing.GRANTED if grants else Viva.Writing.DECLINED
        viva.writing_words = "" if grants else words.strip()
        viva.save(update_fields=["writing", "writing_words"])
        tell(viva, action=f"writing {viva.writing}", actor=person, words=viva.writing_words)
        announce(TeacherWanted(viva_id=viva.pk, why=str(viva.writing)))


def agree_time(*, person: Person, viva_id: UUID, at: datetime, where: str) -> Viva:
    """Take one of the moments that the teacher offers, and say how to meet."""
    with transaction.atomic():
        viva = heard(person=person, viva_id=viva_id)
        offered = [datetime.fromisoformat(each) for each in viva.times]
        if viva.state != Viva.State.OFFERED or at not in offered:
            raise Refusal(_("Choose one of the times that are offered."))
        if not where.strip():
            raise Refusal(_("Say how you meet: a link, or a telephone number of yours."))
        viva.state, viva.hear_by = Viva.State.MEETING, None
        viva.meets_at, viva.meets_where = at, where.strip()
        viva.due_at = business_deadline(viva.case.organisation, at, SILENT_DAYS)
        viva.save()
        viva.marks.all().delete()  # of a talk that did not come about; the chain keeps them
        tell(viva, action="time agreed", actor=person, facts={"at": at.isoformat()})
        announce(TeacherWanted(viva_id=viva.pk, why="agreed"))
        announce(TermEnds(viva_id=viva.pk), due_at=viva.due_at)
    return viva


def mark_talk(*, person: Person, viva_id: UUID, what: Mark.What) -> None:
    """Note that a live talk began or ended; each of the two does so for herself."""
    with transaction.atomic():
        viva = _met(person, viva_id)
        began = viva.marks.filter(person=person, what=Mark.What.BEGAN).exists()
        if what == Mark.What.ENDED and not began:
            raise Refusal(_("Note first that you began."))
        Mark.objects.get_or_create(viva=viva, person=person, what=what, defaults={"at": now()})
        if what == Mark.What.BEGAN:
            viva.questions.filter(opened_at=None).update(opened_at=now())
        tell(viva, action=str(what), actor=person)


def say_it_did_not_happen(*, person: Person, viva_id: UUID) -> None:
    """Say that an agreed talk did not come about; new times are offered, nobody is blamed."""
    with transaction.atomic():
        viva = _met(person, viva_id)
        viva.times, viva.meets_at, viva.meets_where = [], None, ""
        wait_for_teacher(viva)
        tell(viva, action="did not take place", actor=person)
        announce(TeacherWanted(viva_id=viva.pk, why="missed"))


def _met(person: Person, viva_id: UUID) -> Viva:
    viva = held(viva_id)
    viva = (
        own(person=person, viva_id=viva_id)
        if policies.may_talk(person, viva)
        else heard(person=person, viva_id=viva_id)
    )
    if viva.state != Viva.State.MEETING:
        raise Refusal(_("No time is agreed."))
    return viva


def find(*, person: Person, viva_id: UUID, finding: Viva.Ending, words: str) -> Viva:
    """Say what she heard: consistent with the evidence, or questions remain.

    The first lets the case go on at once, as it was scored. The second opens an inquiry with these
    words, to which the teacher replies before anybody finds anything.
    """
    with transaction.atomic():
        viva = heard(person=person, viva_id=viva_id)
        _check_finding(viva, person, finding, words)
        if finding == Viva.Ending.QUESTIONS:
            submission = viva.case.submission
            try:
                viva.inquiry = ask_after_viva(
                    person=person, submission_id=submission.pk, words=words.strip()
                )
            except IntegrityRefusal as refusal:
                raise Refusal(str(refusal)) from refusal
        keep_hearing(case_id=viva.case_id, person=person)
        end(viva, ending=finding, actor=person, words=words)
        if finding == Viva.Ending.CONSISTENT:
            release_viva_hold(case_id=viva.case_id)
    return viva


def _check_finding(viva: Viva, person: Person, finding: Viva.Ending, words: str) -> None:
    if finding not in (Viva.Ending.CONSISTENT, Viva.Ending.QUESTIONS):
        raise Refusal(_("Choose what you found."))
    ended = viva.marks.filter(person=person, what=Mark.What.ENDED).exists()
    if viva.state != Viva.State.HANDED_IN and not ended:
        raise Refusal(_("You have not heard her yet."))
    if not words.strip():
        raise Refusal(_("Say in a few words what you heard; the teacher reads them."))
    if len(words) > MOST_LETTERS:
        raise Refusal(_("This is longer than 4,000 letters; please be brief."))

"""What time does to a talk: reminders, an extension, and at last a person; never a refusal."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.rubrics.lifecycle import State as CaseState
from lapel.journey.files.actions import erase_file
from lapel.journey.files.models import StoredFile
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.journey.review.actions import release_viva_hold
from lapel.journey.viva import policies
from lapel.journey.viva.actions.ending import end
from lapel.journey.viva.actions.moves import (
    FOR_EXAMINER,
    TERM_DAYS,
    held,
    later,
    still_open,
    tell,
    wait_for_examiner,
    wait_for_teacher,
)
from lapel.journey.viva.actions.refusal import Refusal
from lapel.journey.viva.events import LeadWanted, MediaEnds, TeacherWanted, TermEnds
from lapel.journey.viva.models import Question, Viva

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def remind(*, viva_id: UUID, number: int) -> None:
    """Remind a teacher, if the talk still waits for her within its first term."""
    with transaction.atomic():
        viva = held(viva_id)
        if viva.state == Viva.State.WAITING and not viva.extended_at and _runs(viva):
            announce(TeacherWanted(viva_id=viva.pk, why="reminder", number=number))


def end_term(*, viva_id: UUID) -> None:
    """Give a teacher who did not come five more days, once; after that a lead decides."""
    with transaction.atomic():
        viva = held(viva_id)
        waits = viva.state in (Viva.State.WAITING, Viva.State.MEETING)
        if not waits or viva.due_at > now() or not _runs(viva):
            return
        if viva.extended_at or viva.state == Viva.State.MEETING:
            viva.state = Viva.State.UNATTENDED
            viva.save(update_fields=["state"])
            tell(viva, action="unattended", actor=None)
            announce(LeadWanted(viva_id=viva.pk, why="unattended"))
            return
        viva.extended_at, viva.due_at = now(), later(viva, days=TERM_DAYS)
        viva.save(update_fields=["extended_at", "due_at"])
        tell(viva, action="extended", actor=None)
        announce(TermEnds(viva_id=viva.pk), due_at=viva.due_at)
        announce(TeacherWanted(viva_id=viva.pk, why="extended"))


def end_hearing_term(*, viva_id: UUID) -> None:
    """Tell the leads of a talk that no examiner has heard in time."""
    with transaction.atomic():
        viva = held(viva_id)
        waits = viva.state in FOR_EXAMINER
        if waits and viva.hear_by and viva.hear_by <= now() and _runs(viva):
            announce(LeadWanted(viva_id=viva.pk, why="unheard"))


def _runs(viva: Viva) -> bool:
    return viva.case.state == CaseState.HOLD_VIVA


def settle_viva(*, person: Person, viva_id: UUID, goes_on: bool, words: str) -> Viva:
    """Decide on a talk that does not come about: more time, or the case goes on without it.

    A lead does, in words that the teacher reads; there is no third way.
    """
    with transaction.atomic():
        viva = held(viva_id)
        if not policies.may_lead(person, viva):
            raise PermissionDenied
        still_open(viva)
        if not words.strip():
            raise Refusal(_("Say in a sentence why; the teacher reads it."))
        if goes_on:
            end(viva, ending=Viva.Ending.WAIVED, actor=person, words=words)
            release_viva_hold(case_id=viva.case_id)
        else:
            viva.words = words.strip()
            tell(viva, action="more time", actor=person, words=words.strip())
            _give_time(viva)
    return viva


def _give_time(viva: Viva) -> None:
    """Begin the term of whose turn it is anew: what a teacher handed in stays handed in."""
    if viva.state in FOR_EXAMINER:
        wait_for_examiner(viva, state=Viva.State(viva.state))
    else:
        wait_for_teacher(viva)
        announce(TeacherWanted(viva_id=viva.pk, why="more_time"))


def go_on_after_inquiry(*, submission_id: UUID) -> None:
    """Let a case go on whose inquiry was cleared; a talk that was interrupted gets a new term."""
    with transaction.atomic():
        viva = Viva.objects.filter(case__submission=submission_id).first()
        if viva is None:
            return
        viva = held(viva.pk)
        if viva.is_over:
            release_viva_hold(case_id=viva.case_id)
        elif viva.state != Viva.State.UNATTENDED:
            _give_time(viva)


def erase_media(*, viva_id: UUID) -> None:
    """Erase what was recorded for a talk that is over; later where an inquiry of it is open.

    Whether a law holds it is asked by who calls (`retention`).
    """
    with transaction.atomic():
        viva = held(viva_id)
        if viva.erased_at or not viva.is_over:
            return
        if viva.inquiry and viva.inquiry.closed_at is None:
            again = now() + timedelta(days=settings.VIVA_KEPT_DAYS)
            announce(MediaEnds(viva_id=viva.pk), due_at=again)
            return
        for file_id in [*_answers(viva), *_replaced(viva)]:
            erase_file(file_id=file_id)
        viva.questions.update(file=None, coming=None, text="")
        viva.erased_at = now()
        viva.save(update_fields=["erased_at"])
        tell(viva, action="recordings erased", actor=None)


def _answers(viva: Viva) -> list[UUID]:
    """Give what was recorded, and what never arrived whole."""
    held = Question.objects.filter(viva=viva).values_list("file", "coming")
    return [each for pair in held for each in pair if each is not None]


def _replaced(viva: Viva) -> list[UUID]:
    """Give the recordings for talks that she had put away by then: none is of use to anybody."""
    assert viva.ended_at is not None  # it is over
    taken = StoredFile.objects.filter(
        owner=viva.case.submission.person_id,
        purpose=StoredFile.Purpose.TALK,
        removed_at__lte=viva.ended_at,
        erased_at=None,
    )
    return list(taken.values_list("pk", flat=True))

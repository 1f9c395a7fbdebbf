"""Letters about short talks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.messaging.actions import write_letter
from lapel.journey.messaging.actions.tell_leads import leads_of
from lapel.journey.messaging.queries import viva_letters as letters
from lapel.journey.record.events import receives
from lapel.journey.viva.events import (
    ExaminerWanted,
    LeadWanted,
    TeacherWanted,
    VivaEnded,
    VivaOpened,
)
from lapel.journey.viva.models import Viva
from lapel.journey.viva.queries import examiners_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from lapel.journey.messaging.queries.letter import Letter

TEACHERS: dict[str, Callable[[Viva], Letter]] = {
    "reminder": letters.reminder,
    "extended": letters.extended,
    "more_time": letters.more_time,
    "agreed": letters.agreed,
    "missed": letters.missed,
    "granted": letters.granted,
    "declined": letters.declined,
    "consistent": letters.consistent,
    "waived": letters.waived,
}


def _viva(key: UUID) -> Viva:
    found = Viva.objects.select_related(
        "case__submission__person", "case__version", "case__organisation", "examiner"
    )
    return found.select_related("case__microcredential__organisation").get(pk=key)


def _to_teacher(viva: Viva, key: str, words: Callable[[Viva], Letter]) -> None:
    write_letter(
        key=f"talk:{viva.pk}:{key}",
        kind="talk",
        words=lambda: words(viva),
        person=viva.case.submission.person,
    )


@receives(VivaOpened)
def invite_to_talk(event: VivaOpened) -> None:
    """Tell the teacher, and all who may hear her."""
    viva = _viva(event.viva_id)
    if viva.is_over:
        return
    _to_teacher(viva, "opened", letters.invitation)
    _to_examiners(viva, "opened")


@receives(TeacherWanted)
def tell_teacher(event: TeacherWanted) -> None:
    """Tell the teacher that it is her turn, in the state the talk is in now."""
    viva = _viva(event.viva_id)
    stands = event.why != "agreed" or viva.meets_at is not None
    if not viva.is_over and stands:
        key = f"{event.why}:{event.number}:{viva.due_at:%Y-%m-%d}"
        _to_teacher(viva, key, TEACHERS[event.why])


@receives(ExaminerWanted)
def tell_examiner(event: ExaminerWanted) -> None:
    """Tell who hears the talk, or all who may."""
    viva = _viva(event.viva_id)
    if not viva.is_over:
        _to_examiners(viva, event.why)


def _to_examiners(viva: Viva, why: str) -> None:
    for person in examiners_of(viva):
        write_letter(
            key=f"talk:{viva.pk}:{why}:{_turn(viva)}:{person.pk}",
            kind="talk to hear",
            words=lambda: letters.examiners_letter(viva, why),
            person=person,
        )


def _turn(viva: Viva) -> str:
    """Name the term that runs, so that each is written about once."""
    return f"{viva.hear_by or viva.due_at:%Y-%m-%d}"


@receives(LeadWanted)
def tell_leads_of_talk(event: LeadWanted) -> None:
    """Tell the leads that a person has to decide."""
    viva = _viva(event.viva_id)
    leads = leads_of(viva.case.microcredential).exclude(pk=viva.case.submission.person_id)
    for person in [] if viva.is_over else leads:
        write_letter(
            key=f"talk:{viva.pk}:{event.why}:{_turn(viva)}:{person.pk}",
            kind="talk to decide",
            words=lambda: letters.leads_letter(viva, event.why),
            person=person,
        )


@receives(VivaEnded)
def tell_how_it_ended(event: VivaEnded) -> None:
    """Thank the teacher, or tell her that none is needed; of questions the inquiry tells her."""
    if event.ending in TEACHERS:
        _to_teacher(_viva(event.viva_id), "ended", TEACHERS[event.ending])

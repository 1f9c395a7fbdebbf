"""What every act on a talk shares: holding its row, noting it, and its clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from lapel.domain.rubrics.lifecycle import State as CaseState
from lapel.journey.people.queries import business_deadline
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now
from lapel.journey.viva import policies
from lapel.journey.viva.actions.refusal import Refusal
from lapel.journey.viva.events import ExaminerWanted, HearingDue, ReminderDue, TermEnds
from lapel.journey.viva.models import Viva
from lapel.journey.viva.queries import standing_questions

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from lapel.journey.people.models import Person
    from lapel.journey.viva.models import Question

# In business days of the organisation's calendar (R15).
TERM_DAYS = 5
REMINDERS = {1: 2, 2: 4}
HEARING_DAYS = 5
AGGREGATE = "viva"
# Where it is an examiner's turn, and what for.
FOR_EXAMINER: dict[str, str] = {Viva.State.HANDED_IN: "handed_in", Viva.State.OFFERED: "times"}


def held(viva_id: UUID) -> Viva:
    """Read a talk and hold its row for the rest of the transaction; `PermissionDenied` if none."""
    found = Viva.objects.select_for_update(of=("self",)).filter(pk=viva_id)
    viva = found.select_related("case__submission", "case__microcredential__organisation").first()
    if viva is None:
        raise PermissionDenied
    return viva


def own(*, person: Person, viva_id: UUID) -> Viva:
    """Hold an open talk about a person's own work."""
    viva = held(viva_id)
    if not policies.may_talk(person, viva):
        raise PermissionDenied
    return still_open(viva)


def heard(*, person: Person, viva_id: UUID) -> Viva:
    """Hold an open talk that a person hears."""
    viva = held(viva_id)
    if not policies.hears(person, viva):
        raise PermissionDenied
    return still_open(viva)


def hers_to_act(*, person: Person, viva_id: UUID) -> Viva:
    """Hold a talk in which it is the teacher's turn."""
    viva = own(person=person, viva_id=viva_id)
    if viva.state not in (Viva.State.WAITING, Viva.State.UNATTENDED):
        raise Refusal(_("This is with the assessor who hears you now."))
    return viva


def recording_of(*, person: Person, viva_id: UUID) -> Viva:
    """Hold a talk whose answers a teacher records now."""
    viva = hers_to_act(person=person, viva_id=viva_id)
    if viva.way != Viva.Way.RECORDED:
        raise Refusal(_("Choose to record your answers first."))
    return viva


def opened_question(viva: Viva, *, number: int) -> Question:
    """Give a question of a talk that its teacher has opened."""
    for each in standing_questions(viva):
        if each.number == number and each.opened_at:
            return each
    raise Refusal(_("Open this question first."))


def still_open(viva: Viva) -> Viva:
    """Give a talk that goes on; `Refusal` where it is over, or an inquiry stopped its case."""
    if viva.is_over:
        raise Refusal(_("This talk is over."))
    if viva.case.state != CaseState.HOLD_VIVA:
        raise Refusal(_("Something about this work is being looked into; the talk waits for it."))
    return viva


def tell(
    viva: Viva,
    *,
    action: str,
    actor: Person | None,
    facts: dict[str, Any] | None = None,
    words: str = "",
) -> None:
    """Note an act in the talk's chain."""
    note(
        aggregate=AGGREGATE,
        aggregate_id=viva.pk,
        action=action,
        actor=actor.pk if actor else None,
        facts=facts or {},
        words=words,
    )


def wait_for_teacher(viva: Viva) -> None:
    """Give the teacher a term that begins now, with its reminders."""
    viva.state, viva.hear_by = Viva.State.WAITING, None
    viva.due_at = later(viva, days=TERM_DAYS)
    viva.save()
    announce(TermEnds(viva_id=viva.pk), due_at=viva.due_at)
    for number, days in REMINDERS.items():
        announce(ReminderDue(viva_id=viva.pk, number=number), due_at=later(viva, days=days))


def wait_for_examiner(viva: Viva, *, state: Viva.State) -> None:
    """Let an examiner act within her days."""
    viva.state, viva.hear_by = state, later(viva, days=HEARING_DAYS)
    viva.save()
    announce(ExaminerWanted(viva_id=viva.pk, why=FOR_EXAMINER[state]))
    announce(HearingDue(viva_id=viva.pk), due_at=viva.hear_by)


def later(viva: Viva, *, days: int) -> datetime:
    """Give the end of so many business days from now, where the teacher works."""
    return business_deadline(viva.case.organisation, now(), days)

"""What a lead and the assessor do about a pause (R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.qualification.actions.record_sign import judge
from lapel.journey.qualification.actions.refusal import Refusal
from lapel.journey.qualification.events import (
    AssessorPaused,
    PauseContested,
    PauseLifted,
    PauseOverdue,
)
from lapel.journey.qualification.models import Pause, Sign
from lapel.journey.qualification.policies import may_decide
from lapel.journey.qualification.queries.watching import course_of
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person

LONGEST = 5000


def confirm_pause(*, person: Person, pause_id: UUID, words: str) -> None:
    """Confirm a pause, in words to her; what she decided alone of late is scored again."""
    with transaction.atomic():
        pause = _led(person, pause_id)
        if not pause.waits:
            raise Refusal(_("This pause was decided already."))
        pause.words = _said(words)
        pause.confirmed_at, pause.confirmed_by = now(), person
        pause.save(update_fields=["words", "confirmed_at", "confirmed_by"])
        _tell(pause, "pause confirmed", person, pause.words)
        announce(
            AssessorPaused(
                pause_id=pause.pk,
                person_id=pause.person_id,
                organisation_id=pause.organisation_id,
            )
        )


def lift_pause(*, person: Person, pause_id: UUID, words: str) -> None:
    """Lift a pause, in words to her: her signs are counted anew from now on."""
    with transaction.atomic():
        pause = _led(person, pause_id)
        pause.words = _said(words)
        pause.lifted_by = person
        _lift(pause, "pause lifted", person)


def contest_pause(*, person: Person, pause_id: UUID, words: str) -> None:
    """Say something against one's own pause; it may be changed until a lead has decided."""
    with transaction.atomic():
        pause = _held(pause_id)
        if pause is None or pause.person_id != person.pk:
            raise PermissionDenied
        if not pause.waits:
            raise Refusal(_("A lead assessor has decided already; write to her."))
        is_first = pause.contested_at is None
        pause.contest = _said(words)
        pause.contested_at = now()
        pause.save(update_fields=["contest", "contested_at"])
        _tell(pause, "pause contested", person, pause.contest)
        if is_first:
            announce(PauseContested(pause_id=pause.pk))


def escalate_pause(*, pause_id: UUID) -> None:
    """Mark a pause that no lead decided in time, once, and announce it."""
    with transaction.atomic():
        pause = _held(pause_id)
        if pause is None or not pause.waits or pause.escalated_at or pause.due_at > now():
            return
        pause.escalated_at = now()
        pause.save(update_fields=["escalated_at"])
        _tell(pause, "pause overdue", None)
        announce(PauseOverdue(pause_id=pause.pk))


def judge_again(*, portfolio_id: UUID) -> None:
    """Judge anew whoever scored an anchor whose key was agreed anew.

    A pause whose ground is gone is lifted by itself, confirmed or not.
    """
    with transaction.atomic():
        signs = Sign.objects.filter(portfolio=portfolio_id).select_related("person", "organisation")
        held_against = {(each.person, each.organisation): None for each in signs.order_by("person")}
        for person, organisation in held_against:
            held = Pause.objects.filter(person=person, organisation=organisation, lifted_at=None)
            for pause in held:
                if not course_of(person.pk, organisation.pk).ever_paused:
                    _lift(pause, "pause lifted: its ground is gone", None)
            judge(person=person, organisation=organisation)


def _lift(pause: Pause, action: str, actor: Person | None) -> None:
    pause.lifted_at = now()
    pause.save(update_fields=["words", "lifted_at", "lifted_by"])
    _tell(pause, action, actor, pause.words if actor else "")
    announce(PauseLifted(pause_id=pause.pk))


def _held(pause_id: UUID) -> Pause | None:
    found = Pause.objects.select_for_update(of=("self",)).select_related("person", "organisation")
    return found.filter(pk=pause_id).first()


def _led(person: Person, pause_id: UUID) -> Pause:
    pause = _held(pause_id)
    if pause is None or not may_decide(person, pause):
        raise PermissionDenied
    if pause.lifted_at:
        raise Refusal(_("This pause was lifted already."))
    return pause


def _said(words: str) -> str:
    said = words.replace("\r\n", "\n").strip()
    if not said:
        raise Refusal(_("Say in a sentence why."))
    if len(said) > LONGEST:
        raise Refusal(_("This is longer than 5,000 letters; please be brief."))
    return said


def _tell(pause: Pause, action: str, actor: Person | None, words: str = "") -> None:
    note(
        aggregate="assessor",
        aggregate_id=pause.person_id,
        action=action,
        actor=actor.pk if actor else None,
        facts={"organisation": str(pause.organisation_id), "pause": str(pause.pk)},
        words=words,
    )

"""Letters of the watch over assessors (R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.messaging.actions import write_letter
from lapel.journey.messaging.queries import watch_letters
from lapel.journey.messaging.queries.addressees import who_hold
from lapel.journey.people.models import Role
from lapel.journey.qualification.events import (
    AssessorPaused,
    DriftWarned,
    PauseContested,
    PauseLifted,
    PauseOverdue,
    PauseRaised,
)
from lapel.journey.qualification.models import DriftWarning, Pause
from lapel.journey.record.events import receives

if TYPE_CHECKING:
    from uuid import UUID


def _pause(key: UUID) -> Pause:
    return Pause.objects.select_related("person", "organisation").get(pk=key)


@receives(DriftWarned)
def warn_of_drift(event: DriftWarned) -> None:
    """Tell the assessor, and nobody else."""
    found = DriftWarning.objects.select_related("person", "organisation")
    warning = found.get(pk=event.warning_id)
    write_letter(
        key=f"drift:{warning.pk}",
        kind="drift",
        words=lambda: watch_letters.warning_letter(warning),
        person=warning.person,
    )


@receives(PauseRaised)
def tell_of_pause(event: PauseRaised) -> None:
    """Tell the assessor, and ask her leads."""
    pause = _pause(event.pause_id)
    write_letter(
        key=f"paused:{pause.pk}",
        kind="paused",
        words=lambda: watch_letters.pause_letter(pause),
        person=pause.person,
    )
    _ask_leads(pause, "raised")


@receives(PauseContested)
def tell_of_contest(event: PauseContested) -> None:
    """Tell the leads that there is something to read."""
    _ask_leads(_pause(event.pause_id), "contested")


@receives(PauseOverdue)
def tell_of_overdue_pause(event: PauseOverdue) -> None:
    """Tell the leads that their day is over."""
    _ask_leads(_pause(event.pause_id), "overdue")


def _ask_leads(pause: Pause, why: str) -> None:
    if not pause.waits:
        return
    for lead in who_hold(Role.LEAD_ASSESSOR, pause.organisation).exclude(pk=pause.person_id):
        write_letter(
            key=f"pause {why}:{pause.pk}:{lead.pk}",
            kind="lead pause",
            words=lambda: watch_letters.to_decide_letter(pause),
            person=lead,
        )


@receives(AssessorPaused)
def tell_of_confirmed_pause(event: AssessorPaused) -> None:
    """Tell the assessor what the lead decided."""
    _tell_decided(event.pause_id, "confirmed")


@receives(PauseLifted)
def tell_of_lifted_pause(event: PauseLifted) -> None:
    """Tell the assessor that she gets work again."""
    _tell_decided(event.pause_id, "lifted")


def _tell_decided(pause_id: UUID, what: str) -> None:
    pause = _pause(pause_id)
    write_letter(
        key=f"pause {what}:{pause.pk}",
        kind=f"pause {what}",
        words=lambda: watch_letters.decided_letter(pause),
        person=pause.person,
    )

"""Letters about qualifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.messaging.actions import write_letter
from lapel.journey.messaging.actions.tell_leads import leads_of
from lapel.journey.messaging.queries import qualification_letters as letters
from lapel.journey.qualification.events import (
    QualificationEnds,
    QualificationNotReached,
    Qualified,
)
from lapel.journey.qualification.models import Qualification, Trial
from lapel.journey.qualification.queries import tries_left
from lapel.journey.record.events import receives

if TYPE_CHECKING:
    from uuid import UUID


def _held(pk: UUID) -> Qualification:
    found = Qualification.objects.select_related("person", "version__microcredential__organisation")
    return found.get(pk=pk)


@receives(Qualified)
def tell_who_qualified(event: Qualified) -> None:
    """Tell an assessor that she passed; who is named a founder was asked by her lead."""
    held = _held(event.qualification_id)
    if held.founding:
        return
    write_letter(
        key=f"qualified:{held.pk}",
        kind="qualified",
        words=lambda: letters.qualified_letter(held),
        person=held.person,
    )


@receives(QualificationNotReached)
def tell_what_to_practise(event: QualificationNotReached) -> None:
    """Tell an assessor what comes next; after her last try her leads too."""
    trial = Trial.objects.select_related(
        "training__person", "training__version__microcredential__organisation"
    ).get(pk=event.trial_id)
    training = trial.training
    left = tries_left(training)
    write_letter(
        key=f"not reached:{trial.pk}",
        kind="not reached",
        words=lambda: letters.not_reached_letter(training, left),
        person=training.person,
    )
    if left:
        return
    for lead in leads_of(training.version.microcredential).exclude(pk=training.person_id):
        write_letter(
            key=f"tried in vain:{trial.pk}:{lead.pk}",
            kind="tried in vain",
            words=lambda: letters.tried_in_vain_letter(training),
            person=lead,
        )


@receives(QualificationEnds)
def tell_of_the_end(event: QualificationEnds) -> None:
    """Tell an assessor in time; nothing where it was renewed or withdrawn meanwhile."""
    held = _held(event.qualification_id)
    if held.ended_at is not None:
        return
    write_letter(
        key=f"qualification ends:{held.pk}:{event.days}",
        kind="qualification ends",
        words=lambda: letters.ending_letter(held, event.days),
        person=held.person,
    )

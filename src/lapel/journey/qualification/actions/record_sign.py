"""Take down how a scoring stands beside its reference, and do what follows (R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.domain.rubrics.drift import Source, Standing
from lapel.journey.people.models import Organisation, Person
from lapel.journey.people.queries import business_deadline
from lapel.journey.qualification.events import DriftWarned, PauseEnds, PauseRaised
from lapel.journey.qualification.models import DriftWarning, Pause, Sign
from lapel.journey.qualification.queries.watching import (
    course_of,
    known_leniency,
    open_pauses,
    open_warnings,
)
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from lapel.journey.catalogue.models import Version
    from lapel.journey.qualification.models import Portfolio
    from lapel.journey.qualification.queries.watching import Course

# R17: a lead confirms or lifts a pause within a business day.
LEADS_DAYS = 1


def record_sign(  # noqa: PLR0913 (what makes a sign)
    *,
    person: Person,
    version: Version,
    work: UUID,
    given: Mapping[str, str],
    at: datetime,
    portfolio: Portfolio | None = None,
    references: Sequence[Mapping[str, str]] = (),
    referees: Collection[UUID] = (),
) -> Sign:
    """Take down one scoring (`work`, its id) beside its reference; again, and it is put right.

    The reference is the key of a `portfolio`, or the levels that all others gave (`references`).
    Of the `referees`, who gave them, nothing is kept but how they are known to lean.
    """
    organisation = version.microcredential.organisation
    with transaction.atomic():
        # One at a time for a person, so that no two judge the same course side by side.
        Person.objects.select_for_update().get(pk=person.pk)
        sign, _made = Sign.objects.update_or_create(
            work=work,
            defaults={
                "person": person,
                "organisation": organisation,
                "version": version,
                "source": Source.ANCHOR if portfolio else Source.OTHERS,
                "portfolio": portfolio,
                "given": dict(given),
                "references": [dict(each) for each in references],
                "leniency": known_leniency(referees, organisation.pk),
                "at": at,
            },
        )
        judge(person=person, organisation=organisation)
    return sign


def judge(*, person: Person, organisation: Organisation) -> None:
    """Warn or pause where the signs ask for it; nothing while a pause holds already.

    Nobody is paused unwarned (R17), nor warned twice of one drift: signs are told in whatever order
    work is decided, and again, so what was said to her is asked, and not only the last sign.
    """
    if open_pauses().filter(person=person, organisation=organisation).exists():
        return
    course = course_of(person.pk, organisation.pk)
    warnings = open_warnings(person, organisation.pk)
    if course.standing is Standing.STEADY:
        warnings.update(ended_at=now())
    elif not warnings.exists():
        _warn(person, organisation, course)
    elif course.standing is Standing.PAUSED:
        _pause(person, organisation, course)


def _warn(person: Person, organisation: Organisation, course: Course) -> None:
    warning = DriftWarning.objects.create(
        person=person, organisation=organisation, direction=course.direction, at=now()
    )
    _tell(person, organisation, "drift warning")
    announce(DriftWarned(warning_id=warning.pk))


def _pause(person: Person, organisation: Organisation, course: Course) -> None:
    pause = Pause.objects.create(
        person=person,
        organisation=organisation,
        direction=course.direction,
        at=now(),
        due_at=business_deadline(organisation, now(), LEADS_DAYS),
    )
    _tell(person, organisation, "paused for drift")
    announce(PauseRaised(pause_id=pause.pk))
    announce(PauseEnds(pause_id=pause.pk), due_at=pause.due_at)


def _tell(person: Person, organisation: Organisation, action: str) -> None:
    note(
        aggregate="assessor",
        aggregate_id=person.pk,
        action=action,
        actor=None,
        facts={"organisation": str(organisation.pk)},
    )

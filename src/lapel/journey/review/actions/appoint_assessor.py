"""Appoint who may assess a micro-credential, and end it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.qualification.actions import name_founding
from lapel.journey.qualification.queries import (
    is_trained_for,
    language_name,
    qualification_of,
)
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now
from lapel.journey.review.actions.refusal import Refusal
from lapel.journey.review.models import Appointment
from lapel.journey.review.policies import may_lead
from lapel.journey.review.queries import candidates, open_appointments

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.catalogue.models import MicroCredential
    from lapel.journey.people.models import Person
    from lapel.journey.qualification.models import Qualification

# R16: a qualification holds for twelve months.
TERM = timedelta(days=365)
DAILY_CAP = 8


def appoint_assessor(
    *,
    person: Person,
    microcredential: MicroCredential,
    assessor: Person,
    language: str = "en",
    daily_cap: int = DAILY_CAP,
) -> Appointment:
    """Appoint an assessor for twelve months; one who is appointed gets the new cap and term.

    She is qualified for the current version's rubric in this language; while there is no training
    set to qualify on, the lead names her a founding assessor by it (R16).
    """
    organisation = microcredential.organisation
    if not may_lead(person, organisation):
        raise PermissionDenied
    if not 1 <= daily_cap <= 40:
        raise Refusal(_("A day holds between 1 and 40 assessments."))
    if not candidates(organisation).filter(pk=assessor.pk).exists():
        raise Refusal(_("Only an assessor of your organisations can be appointed."))
    with transaction.atomic():
        held = _qualification(person, microcredential, assessor, language)
        appointment, _made = Appointment.objects.update_or_create(
            microcredential=microcredential,
            person=assessor,
            language=language,
            ended_at=None,
            defaults={
                "founding": held.founding,
                "daily_cap": daily_cap,
                "appointed_by": person,
                "appointed_at": now(),
                "expires_at": now() + TERM,
            },
        )
        _tell(appointment, person, "assessor appointed")
    return appointment


def _qualification(
    person: Person, microcredential: MicroCredential, assessor: Person, language: str
) -> Qualification:
    """Give what qualifies her now, naming her a founding assessor where nobody can qualify yet."""
    version = microcredential.current
    if version is None:
        raise Refusal(_("Nothing of this micro-credential is published yet."))
    if not is_trained_for(version, language):
        return name_founding(person=person, assessor=assessor, version=version, language=language)
    held = qualification_of(assessor, version, language)
    if held is None:
        raise Refusal(
            _("She is not qualified for this version in this language (%s); let her train first.")
            % language_name(language)
        )
    return held


def end_appointment(*, person: Person, appointment_id: UUID) -> None:
    """End an appointment: what she holds she may finish, nothing new is offered to her."""
    with transaction.atomic():
        found = open_appointments().filter(pk=appointment_id).first()
        if found is None or not may_lead(person, found.microcredential.organisation):
            raise PermissionDenied
        found.ended_at = now()
        found.save(update_fields=["ended_at"])
        _tell(found, person, "appointment ended")


def _tell(appointment: Appointment, actor: Person, action: str) -> None:
    note(
        aggregate="appointment",
        aggregate_id=appointment.pk,
        action=action,
        actor=actor.pk,
        facts={
            "person": str(appointment.person_id),
            "microcredential": str(appointment.microcredential_id),
            "language": appointment.language,
            "daily_cap": appointment.daily_cap,
            "founding": appointment.founding,
        },
    )

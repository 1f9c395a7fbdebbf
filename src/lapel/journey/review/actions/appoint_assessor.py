"""Appoint who may assess a micro-credential, and end it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

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
    """Appoint an assessor for twelve months; one who is appointed gets the new cap and term."""
    organisation = microcredential.organisation
    if not may_lead(person, organisation):
        raise PermissionDenied
    if not 1 <= daily_cap <= 40:
        raise Refusal(_("A day holds between 1 and 40 assessments."))
    if not candidates(organisation).filter(pk=assessor.pk).exists():
        raise Refusal(_("Only an assessor of your organisations can be appointed."))
    with transaction.atomic():
        appointment, _made = Appointment.objects.update_or_create(
            microcredential=microcredential,
            person=assessor,
            language=language,
            ended_at=None,
            defaults={
                "daily_cap": daily_cap,
                "appointed_by": person,
                "appointed_at": now(),
                "expires_at": now() + TERM,
            },
        )
        _tell(appointment, person, "assessor appointed")
    return appointment


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
        },
    )

"""What a person attests herself, and takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.consent.models import Attestation
from lapel.journey.consent.queries.attestations import STATEMENTS
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now
from lapel.turns import take_turns

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from lapel.journey.people.models import Person


def attest(*, person: Person, subject: UUID, keys: Collection[str]) -> Attestation:
    """Keep her word on a subject; every statement must be hers, or none is kept."""
    if set(keys) != set(STATEMENTS):
        raise ValidationError(_("Please confirm each of the statements."))
    with transaction.atomic():
        take_turns(f"consent:{subject}")
        withdraw(person=person, subject=subject)
        attestation = Attestation.objects.create(
            person=person,
            subject=subject,
            statements=[{"key": key, "text": str(text)} for key, text in STATEMENTS.items()],
            attested_at=now(),
        )
        note(
            aggregate="attestation",
            aggregate_id=subject,
            action="attested",
            actor=person.pk,
            facts={"statements": sorted(STATEMENTS)},
        )
    return attestation


def withdraw(*, person: Person, subject: UUID) -> None:
    """Take her word back, as when the evidence it was about has changed."""
    standing = Attestation.objects.filter(person=person, subject=subject, withdrawn_at=None)
    standing.update(withdrawn_at=now())

"""Take a recognition back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lapel.journey.currency.events import RecognitionChanged
from lapel.journey.currency.models import Recognition
from lapel.journey.currency.policies import may_record
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.journey.people.models import Person


def withdraw_recognition(*, person: Person, recognition: Recognition) -> None:
    """Show a recognition no longer; what was recorded stays in the record."""
    if not may_record(person, recognition.organisation):
        raise PermissionDenied
    with transaction.atomic():
        standing = Recognition.objects.filter(id=recognition.id, withdrawn_at=None)
        if standing.update(withdrawn_at=now()):
            note(
                aggregate="recognition",
                aggregate_id=recognition.id,
                action="withdrawn",
                actor=person.id,
            )
            announce(RecognitionChanged(recognition_id=recognition.pk))

"""Sign up: a visitor becomes a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.journey.people.models import Person


def join(*, person: Person, email: str, name: str, language: str) -> Person:
    """Keep a new person; her address counts only once its code was typed."""
    with transaction.atomic():
        person.email = email.lower()
        person.name = name
        person.language = language
        person.joined_at = now()
        person.set_unusable_password()
        person.save(force_insert=True)
        note(aggregate="person", aggregate_id=person.id, action="joined", actor=person.id)
    return person


def come_in(*, person: Person) -> None:
    """Have somebody join who was named by others and signs in for the first time."""
    if person.joined_at is not None:
        return
    with transaction.atomic():
        person.joined_at = now()
        person.save(update_fields=["joined_at"])
        note(aggregate="person", aggregate_id=person.id, action="joined", actor=person.id)

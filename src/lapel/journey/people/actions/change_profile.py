"""Change what a person says about herself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.record.actions import note

if TYPE_CHECKING:
    from lapel.journey.people.models import Person


def change_profile(*, person: Person, name: str, language: str) -> None:
    """Keep a person's name and language; what she earned before keeps the name it was issued to."""
    with transaction.atomic():
        person.name = name.strip()
        person.language = language
        person.save(update_fields=["name", "language"])
        note(aggregate="person", aggregate_id=person.id, action="profile changed", actor=person.id)

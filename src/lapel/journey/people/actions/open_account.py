"""Open an account from inside: for `lapel setup` and the demo; visitors sign up by themselves."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction

from lapel.journey.people.models import Person
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now
from lapel.turns import take_turns


def open_account(*, email: str, name: str, language: str = "en") -> Person:
    """Make a person whose address counts as verified, or return the one who has it."""
    with transaction.atomic():
        take_turns(f"people.account:{email.lower()}")
        known = Person.objects.filter(email__iexact=email).first()
        if known is not None:
            return known
        person = Person.objects.create_user(
            email.lower(), name=name, language=language, joined_at=now()
        )
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        note(aggregate="person", aggregate_id=person.id, action="joined", actor=None)
    return person

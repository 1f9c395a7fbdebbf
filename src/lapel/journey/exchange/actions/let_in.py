"""A holder says yes to a program, and takes it back."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.exchange.models import Code, Grant
from lapel.journey.exchange.queries import fingerprint
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.exchange.models import Program
    from lapel.journey.people.models import Person

# Open Badges 3.0 §7.1.2 recommends ten minutes.
CODE_LASTS = timedelta(minutes=10)


def let_in(
    *, person: Person, program: Program, scope: str, redirect_uri: str, challenge: str
) -> str:
    """Let a program do what stands in `scope`; gives the authorization code, told this once.

    The code is bound to the program, the redirect address and the PKCE challenge (S256).
    """
    text = secrets.token_urlsafe(32)
    with transaction.atomic():
        grant = Grant.objects.create(person=person, program=program, scope=scope, given_at=now())
        Code.objects.create(
            hash=fingerprint(text),
            grant=grant,
            redirect_uri=redirect_uri,
            challenge=challenge,
            ends_at=now() + CODE_LASTS,
        )
        _note(grant, "let in", person.pk)
    return text


def end_program(*, person: Person, program_id: UUID) -> int:
    """End whatever a holder let a program do, at once; gives how many grants that ended."""
    with transaction.atomic():
        grants = Grant.objects.filter(person=person, program=program_id, ended_at__isnull=True)
        return sum(end_grant(grant=each, by="holder") for each in grants)


def end_grant(*, grant: Grant, by: str) -> bool:
    """End a grant with its codes and tokens; `by` is holder, program or reuse.

    Tells whether it was open until now.
    """
    with transaction.atomic():
        still = Grant.objects.filter(pk=grant.pk, ended_at__isnull=True)
        ended = still.update(ended_at=now(), ended_by=by)
        if ended:
            _note(grant, f"ended by {by}", grant.person_id if by == "holder" else None)
    return bool(ended)


def _note(grant: Grant, action: str, actor: UUID | None) -> None:
    facts = {"program": str(grant.program_id), "scope": grant.scope}
    note(aggregate="grant", aggregate_id=grant.pk, action=action, actor=actor, facts=facts)

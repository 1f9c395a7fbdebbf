"""A program registers itself."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.exchange.models import Program
from lapel.journey.exchange.queries import accepted_metadata, fingerprint, host_of
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

# Anybody may register, so what nobody ever let in does not stay for ever.
KEPT_UNUSED = timedelta(days=90)
TAKEN_AWAY_AT_ONCE = 50


@dataclass(frozen=True)
class Registered:
    """A program with its secret, which is told this once."""

    program: Program
    secret: str


def register_program(*, metadata: Mapping[str, Any] | object) -> Registered:
    """Admit a program by what it says of itself; raises `MetadataError`.

    Nothing it names is fetched. Registrations that nobody let in go after 90 days.
    """
    accepted = accepted_metadata(metadata)
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        _forget_unused()
        made = Program.objects.create(
            secret_hash=fingerprint(secret),
            name=accepted["client_name"],
            host=host_of(accepted),
            metadata=accepted,
            registered_at=now(),
        )
        facts = {"host": made.host}
        note(
            aggregate="program", aggregate_id=made.pk, action="registered", actor=None, facts=facts
        )
    return Registered(made, secret)


def _forget_unused() -> None:
    old = Program.objects.filter(grants__isnull=True, registered_at__lt=now() - KEPT_UNUSED)
    first = list(old.values_list("pk", flat=True)[:TAKEN_AWAY_AT_ONCE])
    Program.objects.filter(pk__in=first).delete()

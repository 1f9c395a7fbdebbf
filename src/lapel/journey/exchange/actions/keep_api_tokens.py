"""An administrator lets an organisation's own program issue, or ends that."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lapel.journey.exchange.models import ApiToken
from lapel.journey.exchange.queries.api_tokens import (
    ISSUE,
    LIFETIME,
    api_tokens_of,
    issuing_organisations,
)
from lapel.journey.exchange.queries.fingerprints import fingerprint
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Organisation, Person

SIGN = "lapel_"  # by which one that was left lying about is recognised


def make_api_token(*, person: Person, organisation: Organisation, name: str) -> str:
    """Make a token by which a program issues for an organisation; gives it, this once."""
    if not issuing_organisations(person).filter(pk=organisation.pk).exists():
        raise PermissionDenied
    text = SIGN + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            organisation=organisation,
            name=name,
            scope=ISSUE,
            hash=fingerprint(text),
            made_by=person,
            made_at=now(),
            expires_at=now() + LIFETIME,
        )
        _note(token, person, "made")
    return text


def end_api_token(*, person: Person, token_id: UUID) -> None:
    """End a token at once; `PermissionDenied` for another organisation's."""
    with transaction.atomic():
        token = api_tokens_of(person).filter(pk=token_id).first()
        if token is None:
            raise PermissionDenied
        if ApiToken.objects.filter(pk=token.pk, ended_at__isnull=True).update(ended_at=now()):
            _note(token, person, "ended")


def note_api_use(*, token: ApiToken) -> None:
    """Remember when a token last served."""
    ApiToken.objects.filter(pk=token.pk).update(used_at=now())


def _note(token: ApiToken, person: Person, action: str) -> None:
    facts = {"organisation": str(token.organisation_id), "scope": token.scope}
    note(aggregate="api token", aggregate_id=token.pk, action=action, actor=person.pk, facts=facts)

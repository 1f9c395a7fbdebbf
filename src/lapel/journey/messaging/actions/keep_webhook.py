"""Register a program's address, change its secret, end it."""

from __future__ import annotations

import base64
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.messaging.actions.refusal import Refusal
from lapel.journey.messaging.models import WebhookEndpoint
from lapel.journey.messaging.policies import may_keep_webhooks
from lapel.journey.messaging.queries.webhooks import binding_of, sealing_key
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now
from lapel.ports.keys.sealing import seal

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Organisation, Person

SECRET_BYTES = 32  # Standard Webhooks: 24 to 64
OVERLAP = timedelta(days=1)
MOST = 20


def register_webhook(
    *, person: Person, organisation: Organisation, address: str
) -> tuple[WebhookEndpoint, str]:
    """Have a program told; gives the endpoint and its secret, which is never shown again."""
    if not may_keep_webhooks(person, organisation):
        raise PermissionDenied
    _refuse_address(address)
    with transaction.atomic():
        in_use = WebhookEndpoint.objects.filter(organisation=organisation, ended_at__isnull=True)
        if in_use.filter(address=address).exists():
            raise Refusal(_("This address is told already."))
        if in_use.count() >= MOST:
            raise Refusal(_("An organisation has at most %d addresses told.") % MOST)
        secret = secrets.token_bytes(SECRET_BYTES)
        endpoint = WebhookEndpoint(
            organisation=organisation, address=address, made_at=now(), made_by=person
        )
        endpoint.secret = _sealed(endpoint, secret)
        endpoint.save(force_insert=True)
        _note(endpoint, person, "registered", words=address)
    return endpoint, _written(secret)


def rotate_webhook(*, person: Person, endpoint_id: UUID) -> tuple[WebhookEndpoint, str]:
    """Give an endpoint another secret; the one before signs along for a day."""
    with transaction.atomic():
        endpoint = _held(person, endpoint_id)
        secret = secrets.token_bytes(SECRET_BYTES)
        endpoint.secret_before, endpoint.before_until = endpoint.secret, now() + OVERLAP
        endpoint.secret = _sealed(endpoint, secret)
        endpoint.save(update_fields=["secret", "secret_before", "before_until"])
        _note(endpoint, person, "secret changed")
    return endpoint, _written(secret)


def end_webhook(*, person: Person, endpoint_id: UUID) -> WebhookEndpoint:
    """Tell a program nothing any more; what waits is not sent."""
    with transaction.atomic():
        endpoint = _held(person, endpoint_id)
        endpoint.ended_at = now()
        endpoint.save(update_fields=["ended_at"])
        _note(endpoint, person, "ended")
    return endpoint


def _held(person: Person, endpoint_id: UUID) -> WebhookEndpoint:
    found = WebhookEndpoint.objects.select_for_update().filter(pk=endpoint_id).first()
    if found is None or not may_keep_webhooks(person, found.organisation):
        raise PermissionDenied
    if found.ended_at:
        raise Refusal(_("This address has ended; register it anew."))
    return found


def _refuse_address(address: str) -> None:
    try:
        parts = urlsplit(address)
    except ValueError:
        raise Refusal(_("This is not a web address.")) from None
    if parts.scheme != "https" or not parts.hostname or parts.username is not None:
        raise Refusal(_("The address must begin with https:// and name a host and no user."))


def _sealed(endpoint: WebhookEndpoint, secret: bytes) -> bytes:
    return seal(sealing_key(), secret, bound_to=binding_of(endpoint.pk))


def _written(secret: bytes) -> str:
    return "whsec_" + base64.b64encode(secret).decode()


def _note(endpoint: WebhookEndpoint, person: Person, action: str, words: str = "") -> None:
    note(
        aggregate="webhook",
        aggregate_id=endpoint.pk,
        action=action,
        actor=person.pk,
        words=words,
    )

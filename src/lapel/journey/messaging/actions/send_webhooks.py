"""Write messages to programs, and send them through the guarded way out."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lapel.failpoint import failpoint
from lapel.journey.messaging.actions.refusal import Refusal
from lapel.journey.messaging.actions.stop_webhooks import keep_or_stop
from lapel.journey.messaging.events import WebhooksWait
from lapel.journey.messaging.models import WebhookEndpoint, WebhookMessage
from lapel.journey.messaging.policies import may_keep_webhooks
from lapel.journey.messaging.queries.webhooks import (
    PAUSES,
    PING,
    body_of,
    endpoints_told_of,
    headers_of,
    packed,
    waiting_messages,
)
from lapel.journey.record.actions import announce, note
from lapel.journey.record.models import Delivery
from lapel.journey.record.queries import now, waiting_deliveries
from lapel.ports import fetch
from lapel.ports.fetch import FetchRefused
from lapel.ports.keys import WrongSecretError

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from lapel.journey.people.models import Organisation, Person

log = logging.getLogger(__name__)

# While one hand holds a message, no other takes it; longer than PATIENCE.
CLAIM = timedelta(minutes=2)
PATIENCE = 15.0
MOST_READ = 64 * 1024
A_ROUND = 100
KEPT = timedelta(days=30)
GONE = 410
# Said when it is shown, in the reader's language.
SHUT = gettext_noop("The secret of this address was sealed under another LAPEL_KEYS_SECRET.")


def tell_programs(*, organisation: Organisation, kind: str, data: dict[str, Any]) -> int:
    """Write a message to each endpoint that is told of an organisation; returns how many."""
    moment = now()
    body = body_of(kind, data, moment)
    with transaction.atomic():
        written = [
            _write(endpoint, kind, body, moment)
            for endpoint in endpoints_told_of(organisation)
            if keep_or_stop(endpoint=endpoint)
        ]
        if written:
            _call(at=moment)
    return len(written)


def ping_webhook(*, person: Person, endpoint_id: UUID) -> WebhookMessage:
    """Write a message that says nothing, to try an endpoint."""
    with transaction.atomic():
        endpoint = _kept(person, endpoint_id)
        moment = now()
        body = body_of(PING, {"endpoint": str(endpoint.pk)}, moment)
        message = _write(endpoint, PING, body, moment)
        _call(at=moment)
    return message


def send_again(*, person: Person, message_id: UUID) -> WebhookMessage:
    """Have a message sent once more, under its own id, with a fresh set of tries."""
    with transaction.atomic():
        found = WebhookMessage.objects.select_for_update().filter(pk=message_id).first()
        if found is None:
            raise PermissionDenied
        _kept(person, found.endpoint_id)
        found.try_at, found.attempts = now(), 0
        found.sent_at = found.gave_up_at = None
        found.save(update_fields=["try_at", "attempts", "sent_at", "gave_up_at"])
        _call(at=now())
    return found


def discard_message(*, person: Person, message_id: UUID) -> None:
    """Delete a parked message, which is then told to nobody; one that waits or was taken stays."""
    with transaction.atomic():
        found = WebhookMessage.objects.select_for_update().filter(pk=message_id).first()
        if found is None or not may_keep_webhooks(person, found.endpoint.organisation):
            raise PermissionDenied
        if found.gave_up_at is None:
            raise Refusal(_("Only a message that is parked is discarded."))
        note(
            aggregate="webhook",
            aggregate_id=found.endpoint_id,
            action="message discarded",
            actor=person.pk,
            facts={"message": str(found.pk), "kind": found.kind},
        )
        found.delete()


def send_webhooks() -> int:
    """Send what is due, and ask for the next round where messages remain; returns how many.

    At least once: a crash after the answer sends a message again under the same webhook-id. An
    endpoint that fails is left alone for the rest of the round, so that none holds up another.
    """
    client = fetch.from_url(settings.FETCH_URL)
    due = waiting_messages().filter(try_at__lte=now())
    failed: set[UUID] = set()
    sent = 0
    for key, endpoint in list(due.values_list("pk", "endpoint"))[:A_ROUND]:
        if endpoint in failed:
            continue
        if _send(client, key):
            sent += 1
        else:
            failed.add(endpoint)
    if failed:
        rest = waiting_messages().filter(endpoint__in=failed, try_at__lte=now())
        WebhookMessage.objects.filter(pk__in=list(rest.values_list("pk", flat=True))).update(
            try_at=now() + PAUSES[1]
        )
    WebhookMessage.objects.filter(sent_at__lt=now() - KEPT).delete()
    _ask_for_the_next_round()
    return sent


def _send(client: fetch.Fetch, key: UUID) -> bool:
    moment = now()
    mine = waiting_messages().filter(pk=key, try_at__lte=moment)
    if not WebhookMessage.objects.filter(pk__in=mine.values("pk")).update(
        try_at=moment + CLAIM, attempts=F("attempts") + 1
    ):
        return True  # another hand has it
    message = WebhookMessage.objects.select_related("endpoint__organisation").get(pk=key)
    if not keep_or_stop(endpoint=message.endpoint):
        return True  # it has ended, and so has all that waits for it
    try:
        answer = client.post(
            message.endpoint.address,
            body=message.body.encode(),
            content_type="application/json",
            headers=headers_of(message, moment),
            max_bytes=MOST_READ,
            timeout=PATIENCE,
        )
    except FetchRefused as refusal:
        return _postpone(message, None, refusal.said)
    except WrongSecretError:
        return _postpone(message, None, SHUT)
    failpoint("messaging.webhook-sent")
    if 200 <= answer.status < 300:
        WebhookMessage.objects.filter(pk=key).update(sent_at=now(), status=answer.status, error={})
        return True
    if answer.status == GONE:
        _end(message.endpoint)
    return _postpone(message, answer.status, "")


def _postpone(message: WebhookMessage, status: int | None, error: str) -> bool:
    log.warning("webhook %s was not taken: %s", message.pk, error or status)
    over = message.attempts > len(PAUSES) or status == GONE
    pause = PAUSES[min(message.attempts, len(PAUSES)) - 1]
    WebhookMessage.objects.filter(pk=message.pk).update(
        try_at=now() + pause,
        status=status,
        error=packed(error) if error else {},
        gave_up_at=now() if over else None,
    )
    return False


def _end(endpoint: WebhookEndpoint) -> None:
    """Take a receiver's 410 at its word (Standard Webhooks, “status codes”)."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(ended_at=now(), is_gone=True)


def _write(endpoint: WebhookEndpoint, kind: str, body: str, at: datetime) -> WebhookMessage:
    return WebhookMessage.objects.create(
        endpoint=endpoint, kind=kind, body=body, written_at=at, try_at=at
    )


def _kept(person: Person, endpoint_id: UUID) -> WebhookEndpoint:
    found = WebhookEndpoint.objects.filter(pk=endpoint_id).select_related("organisation").first()
    if found is None or not may_keep_webhooks(person, found.organisation):
        raise PermissionDenied
    if found.ended_at:
        raise Refusal(_("This address has ended; register it anew."))
    return found


def _call(*, at: datetime) -> None:
    """Ask for a round of sending, unless one is to come by then and has not begun."""
    asked = waiting_deliveries().filter(
        event__kind=WebhooksWait.kind(), state=Delivery.State.WAITING, due_at__lte=at
    )
    # Locked until this transaction ends, so that the round cannot begin and miss its message.
    if asked.select_for_update(skip_locked=True, of=("self",)).first() is None:
        announce(WebhooksWait(), due_at=at)


def _ask_for_the_next_round() -> None:
    first = waiting_messages().values_list("try_at", flat=True).first()
    if first is not None:
        with transaction.atomic():
            _call(at=max(first, now()))

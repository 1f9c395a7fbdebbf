"""Stop webhooks whose keeper has lost her office, and tell those who keep them now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.messaging.actions.write_letter import write_letter
from lapel.journey.messaging.models import WebhookEndpoint
from lapel.journey.messaging.queries.webhook_letters import webhook_stopped_letter
from lapel.journey.messaging.queries.webhooks import has_keeper, keepers_of
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID


def stop_webhooks_of(*, person_id: UUID) -> int:
    """Stop what a person registered and may not keep any more; gives how many that were."""
    used = WebhookEndpoint.objects.filter(made_by=person_id, ended_at__isnull=True)
    used = used.select_related("organisation", "made_by")
    return sum(not keep_or_stop(endpoint=each) for each in used)


def keep_or_stop(*, endpoint: WebhookEndpoint) -> bool:
    """Tell whether an endpoint's keeper still has her office; stop it where she has not.

    Whoever registered it knows its secret and chose its address, so nobody else inherits it:
    another keeper registers it anew. What waits is not sent.
    """
    if has_keeper(endpoint):
        return True
    with transaction.atomic():
        used = WebhookEndpoint.objects.filter(pk=endpoint.pk, ended_at__isnull=True)
        if used.update(ended_at=now(), is_orphaned=True):
            note(
                aggregate="webhook",
                aggregate_id=endpoint.pk,
                action="stopped: its keeper has no office",
                actor=None,
            )
            _tell_keepers(endpoint)
    return False


def _tell_keepers(endpoint: WebhookEndpoint) -> None:
    for person in keepers_of(endpoint.organisation):
        write_letter(
            key=f"webhook-stopped:{endpoint.pk}:{person.pk}",
            kind="webhook stopped",
            words=lambda: webhook_stopped_letter(endpoint),
            person=person,
        )

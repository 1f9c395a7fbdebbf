"""What programs are told, how a message is signed, and who keeps which endpoint.

The scheme is Standard Webhooks 1.0.0: headers webhook-id, webhook-timestamp, webhook-signature
(`v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`), secrets written `whsec_…`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, F, Q
from django.db.models.lookups import IsNull
from django.urls import reverse

from lapel.domain.badges.errors import Said
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import address, latest_standing
from lapel.journey.messaging.models import WebhookEndpoint, WebhookMessage
from lapel.journey.messaging.policies import KEEPERS, may_keep_webhooks
from lapel.journey.people.models import Person
from lapel.journey.people.queries import (
    open_memberships,
    organisations_above,
    organisations_where,
)
from lapel.journey.sharing.queries import page_address, say, share_of
from lapel.ports.keys.sealing import unseal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.catalogue.models import Version
    from lapel.journey.people.models import Organisation

KINDS = (
    "award.issued",
    "award.suspended",
    "award.reinstated",
    "award.renewed",
    "award.revoked",
    "microcredential.published",
)
PING = "ping"
# Standard Webhooks, “retries”: growing pauses over some three days, then it is parked.
PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
MOST_SHOWN = 100


def organisations_kept(person: Person) -> QuerySet[Organisation]:
    """Give the organisations whose webhooks a person keeps."""
    return organisations_where(person, KEEPERS).filter(closed_at__isnull=True).order_by("name")


def endpoints_of(person: Person) -> QuerySet[WebhookEndpoint]:
    """Give the endpoints a person keeps, those in use first, with what waits and what is parked."""
    found = WebhookEndpoint.objects.filter(organisation__in=organisations_where(person, KEEPERS))
    given_up = Q(messages__gave_up_at__isnull=False)
    waits = Q(messages__sent_at__isnull=True) & ~given_up & Q(messages__isnull=False)
    found = found.select_related("organisation", "made_by").annotate(
        parked=Count("messages", filter=given_up), waiting=Count("messages", filter=waits)
    )
    return found.order_by("ended_at", "address", "pk")


def endpoint_of(person: Person, endpoint_id: UUID) -> WebhookEndpoint | None:
    """Find an endpoint, if this person keeps it."""
    return endpoints_of(person).filter(pk=endpoint_id).first()


def endpoints_told_of(organisation: Organisation) -> QuerySet[WebhookEndpoint]:
    """Give the endpoints in use of an organisation and those it is part of."""
    above = organisations_above(organisation)
    return WebhookEndpoint.objects.filter(organisation__in=above, ended_at__isnull=True)


def has_keeper(endpoint: WebhookEndpoint) -> bool:
    """Tell whether who registered an endpoint still keeps the webhooks of its organisation."""
    return may_keep_webhooks(endpoint.made_by, endpoint.organisation)


def keepers_of(organisation: Organisation) -> QuerySet[Person]:
    """Give who keeps an organisation's webhooks today, there or above it."""
    above = [each.pk for each in organisations_above(organisation)]
    held = open_memberships().filter(organisation__in=above, role__in=KEEPERS)
    return Person.objects.filter(pk__in=held.values("person"), is_active=True)


def packed(sentence: str) -> dict[str, Any]:
    """Give a sentence as it is kept: its template and facts, so that it is said in any language."""
    if not isinstance(sentence, Said):
        return {"template": str(sentence)}
    facts = {
        name: packed(fact) if isinstance(fact, Said) else fact
        for name, fact in sentence.facts.items()
    }
    return {"template": sentence.template, "facts": facts}


def unpacked(kept: Mapping[str, Any]) -> str:
    """Say a kept sentence in the reader's language; "" for none."""
    return say(_said(kept)) if kept else ""


def _said(kept: Mapping[str, Any]) -> Said:
    facts = kept.get("facts", {})
    return Said(
        kept["template"],
        **{name: _said(fact) if isinstance(fact, dict) else fact for name, fact in facts.items()},
    )


def waiting_messages() -> QuerySet[WebhookMessage]:
    """Give messages yet to be sent, the one due first at the head."""
    waiting = WebhookMessage.objects.filter(sent_at__isnull=True, gave_up_at__isnull=True)
    return waiting.filter(endpoint__ended_at__isnull=True).order_by("try_at", "pk")


def latest_messages(endpoint: WebhookEndpoint) -> QuerySet[WebhookMessage]:
    """Give an endpoint's last messages, what is parked before all others, the newest first."""
    goes_on = IsNull(F("gave_up_at"), True)  # noqa: FBT003 (as Django's lookup is asked)
    return endpoint.messages.order_by(goes_on, "-written_at", "-pk")[:MOST_SHOWN]


def award_told(award: Award) -> dict[str, Any]:
    """Say of an award what its issuer may tell: ids, its standing, and its page once it is shared.

    No name, no address, no school: an employer sees only what the teacher shares.
    """
    standing = latest_standing(award) if award.state in _STOOD else None
    return {
        "id": str(award.pk),
        "state": award.state,
        "reason": standing.reason if standing else "",
        "awardedOn": award.awarded_on.isoformat(),
        "validUntil": award.valid_until.isoformat() if award.valid_until else None,
        "achievement": address("achievement", award.achievement_id),
        "issuer": address("issuer", award.achievement.issuer_id),
        "page": page_address(award) if share_of(award).is_public else None,
    }


_STOOD = (Award.State.REVOKED, Award.State.SUSPENDED)


def version_told(version: Version) -> dict[str, Any]:
    """Say of a version which micro-credential it is of, and where it stands."""
    slug = version.microcredential.slug
    path = reverse("catalogue:version", args=[slug, version.number])
    return {
        "microcredential": slug,
        "version": version.number,
        "contentHash": version.content_hash,
        "page": settings.BASE_URL + path,
    }


def body_of(kind: str, data: dict[str, Any], at: datetime) -> str:
    """Write a message's body: `type`, `timestamp`, `data` (Standard Webhooks, “payload”)."""
    moment = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    told = {"type": kind, "timestamp": moment, "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def sealing_key(what: bytes = b"lapel webhooks") -> bytes:
    """Derive the key that seals secrets of a kind (RFC 5869, HKDF-SHA256, one block)."""
    extracted = hmac.digest(what, settings.KEYS_SECRET.encode(), "sha256")
    return hmac.digest(extracted, b"seal\x01", "sha256")


def binding_of(endpoint_id: UUID) -> bytes:
    """Bind a sealed secret to its row, so that none can be put in another's place."""
    return b"lapel webhook " + endpoint_id.bytes


def secrets_of(endpoint: WebhookEndpoint, at: datetime) -> list[bytes]:
    """Open the secrets that sign at a moment: the present one, and the one before for a day."""
    sealed = [bytes(endpoint.secret)]
    if endpoint.secret_before and endpoint.before_until and endpoint.before_until > at:
        sealed.append(bytes(endpoint.secret_before))
    key, bound = sealing_key(), binding_of(endpoint.pk)
    return [unseal(key, each, bound_to=bound) for each in sealed]


def headers_of(message: WebhookMessage, at: datetime) -> dict[str, str]:
    """Give the headers that sign a message as it is sent at a moment."""
    stamp = str(int(at.timestamp()))
    signed = f"{message.pk}.{stamp}.{message.body}".encode()
    signatures = [
        "v1," + base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()
        for secret in secrets_of(message.endpoint, at)
    ]
    return {
        "webhook-id": str(message.pk),
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(signatures),
    }

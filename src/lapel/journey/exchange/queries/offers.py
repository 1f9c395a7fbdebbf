"""Offers to wallets: their secrets, their state, and nonces."""

from __future__ import annotations

import hmac
import secrets
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from lapel.domain.badges.errors import IdentifierError
from lapel.domain.badges.multiformats import base64url_decode, base64url_encode
from lapel.journey.exchange.models import Offer
from lapel.journey.exchange.queries.fingerprints import fingerprint
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lapel.journey.issuing.models import Award

LIFETIME = timedelta(minutes=10)
NONCE_LIFETIME = timedelta(minutes=5)
TRANSACTION_DIGITS = 6
MOST_WRONG_CODES = 3
_NONCE = "lapel.exchange.nonce"
_STAMP, _RANDOM = 8, 16  # bytes of a nonce that say its end, and that nobody can foresee


class State(StrEnum):
    """Where an offer stands."""

    WAITING = "waiting"
    OPENED = "opened"
    TAKEN = "taken"
    EXPIRED = "expired"
    ENDED = "ended"


def state_of(offer: Offer) -> State:
    """Tell where an offer stands now."""
    if offer.taken_at is not None:
        return State.TAKEN
    if offer.ended_at is not None:
        return State.ENDED
    if (offer.token_until or offer.expires_at) <= now():
        return State.EXPIRED
    return State.OPENED if offer.code_used_at else State.WAITING


def latest_offer(award: Award) -> Offer | None:
    """Give the last offer made of an award, whatever became of it."""
    return Offer.objects.filter(award=award).order_by("-made_at").first()


def offer_at(name: str) -> Offer | None:
    """Find the offer that a wallet may fetch at an address, while it waits."""
    found = offers().filter(address_hash=fingerprint(name)).first()
    return found if found and state_of(found) is State.WAITING else None


def offer_of_token(token: str) -> Offer | None:
    """Find the offer that an access token opens, while it is good."""
    found = offers().filter(token_hash=fingerprint(token), ended_at__isnull=True).first()
    return found if found and found.token_until and found.token_until > now() else None


def offers() -> QuerySet[Offer]:
    """Offers with what deciding on them asks for."""
    return Offer.objects.select_related("award__person", "award__achievement__issuer")


def name_of(offer: Offer) -> str:
    """Give the last part of the address at which an offer is fetched; whoever knows it, may."""
    return _secret(offer, "address")


def code_of(offer: Offer) -> str:
    """Give the pre-authorized code of an offer."""
    return _secret(offer, "code")


def transaction_code_of(offer: Offer) -> str:
    """Give the digits that its holder alone is shown."""
    number = int.from_bytes(_digest(offer, "transaction")[:8])
    return f"{number % 10**TRANSACTION_DIGITS:0{TRANSACTION_DIGITS}}"


def offer_address(offer: Offer) -> str:
    """Give the whole address at which a wallet fetches an offer."""
    return settings.BASE_URL + reverse("openid4vci-offer", args=[name_of(offer)])


def _secret(offer: Offer, purpose: str) -> str:
    return base64url_encode(_digest(offer, purpose))


def _digest(offer: Offer, purpose: str) -> bytes:
    made = salted_hmac(f"lapel.exchange.offer.{purpose}", str(offer.pk), algorithm="sha256")
    return bytes(made.digest())


def fresh_nonce() -> str:
    """Make a nonce that says until when it is good; nothing is kept of it."""
    end = int((now() + NONCE_LIFETIME).timestamp())
    body = end.to_bytes(_STAMP) + secrets.token_bytes(_RANDOM)
    return base64url_encode(body + _nonce_digest(body))


def nonce_end(nonce: str) -> datetime | None:
    """Give until when a nonce of ours is good; None for another's, or one that is over."""
    try:
        data = base64url_decode(nonce)
    except IdentifierError:
        return None
    body, digest = data[: _STAMP + _RANDOM], data[_STAMP + _RANDOM :]
    if not hmac.compare_digest(digest, _nonce_digest(body)):
        return None
    end = datetime.fromtimestamp(int.from_bytes(body[:_STAMP]), UTC)
    return end if end > now() else None


def _nonce_digest(body: bytes) -> bytes:
    return bytes(salted_hmac(_NONCE, body, algorithm="sha256").digest())

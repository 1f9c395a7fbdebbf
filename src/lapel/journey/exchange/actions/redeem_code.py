"""A wallet exchanges an offer's code for a token (OpenID4VCI 1.0, §6)."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from django.db import transaction

from lapel.journey.exchange.actions.wallet_refusal import WalletRefusal
from lapel.journey.exchange.models import Offer
from lapel.journey.exchange.queries.fingerprints import fingerprint
from lapel.journey.exchange.queries.offers import (
    LIFETIME,
    MOST_WRONG_CODES,
    State,
    state_of,
    transaction_code_of,
)
from lapel.journey.record.queries import now


@dataclass(frozen=True)
class Access:
    """A token for one offer, and for how many seconds it is good."""

    token: str
    seconds: int
    forms: tuple[str, ...]


def redeem_code(*, code: str, transaction_code: str = "") -> Access:
    """Give the token of the offer whose code this is; raises `WalletRefusal`.

    A code serves once: used again, its token dies too (RFC 6749 §4.1.2), because somebody else
    knows it. The third wrong transaction code ends the offer.
    """
    with transaction.atomic():
        found = Offer.objects.select_for_update().filter(code_hash=fingerprint(code)).first()
        answer = _answer(found, transaction_code)
    if isinstance(answer, WalletRefusal):  # raised here, so that what it counted is kept
        raise answer
    return answer


def _answer(offer: Offer | None, transaction_code: str) -> Access | WalletRefusal:
    if offer is None:
        return WalletRefusal("invalid_grant", "The code is of no offer.")
    if offer.code_used_at is not None:
        offer.token_hash, offer.token_until = None, None
        offer.ended_at = offer.ended_at or now()
        offer.save(update_fields=["token_hash", "token_until", "ended_at"])
        return WalletRefusal("invalid_grant", "The code was used before.")
    if state_of(offer) is not State.WAITING:
        return WalletRefusal("invalid_grant", "The offer is over.")
    if bool(transaction_code) != offer.asks_code:
        wanted = "asks for a" if offer.asks_code else "expects no"
        return WalletRefusal("invalid_request", f"The offer {wanted} transaction code.")
    if offer.asks_code and not _is_right(offer, transaction_code):
        return _wrong(offer)
    return _access(offer)


def _is_right(offer: Offer, transaction_code: str) -> bool:
    return hmac.compare_digest(transaction_code.encode(), transaction_code_of(offer).encode())


def _wrong(offer: Offer) -> WalletRefusal:
    offer.wrong_codes += 1
    if offer.wrong_codes >= MOST_WRONG_CODES:
        offer.ended_at = now()
    offer.save(update_fields=["wrong_codes", "ended_at"])
    return WalletRefusal("invalid_grant", "The transaction code is wrong.")


def _access(offer: Offer) -> Access:
    token, moment = secrets.token_urlsafe(32), now()
    offer.token_hash, offer.code_used_at = fingerprint(token), moment
    offer.token_until = moment + LIFETIME
    offer.save(update_fields=["token_hash", "code_used_at", "token_until"])
    return Access(token, int(LIFETIME.total_seconds()), tuple(offer.forms))

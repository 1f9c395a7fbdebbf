"""A wallet shows its key and is given the award bound to it (OpenID4VCI 1.0, §8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from lapel.domain.badges.errors import ProofError
from lapel.domain.badges.holding import check_key_proof
from lapel.journey.exchange.actions.wallet_refusal import WalletRefusal
from lapel.journey.exchange.models import Offer, SpentNonce, WalletCopy
from lapel.journey.exchange.queries.fingerprints import fingerprint
from lapel.journey.exchange.queries.offers import nonce_end, offer_of_token
from lapel.journey.exchange.queries.wallets import CONFIGURATIONS, credential_issuer
from lapel.journey.issuing import actions as issuing
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.domain.badges.holding import Holder

# Another format or a second try after the line broke; each costs a signature.
MOST_COPIES = 8
# One SD-JWT VC under the name it has and the one it had.
SIGNED_AS = {"vc+sd-jwt": "dc+sd-jwt"}


@dataclass(frozen=True)
class Given:
    """What a wallet is given: signed text, and the name to tell us under what became of it."""

    text: str
    notification: UUID


def give_to_wallet(*, token: str, configuration: str, proof: str) -> Given:
    """Give the award behind a token, bound to the key of a proof; raises `WalletRefusal`.

    A token serves one key, which its first proof fixes. `configuration` is one that was offered.
    """
    offer = admitted(token=token)
    if configuration not in offer.forms:
        raise WalletRefusal("credential_request_denied", "This form was not offered.")
    holder = _shown(offer, proof)
    form = CONFIGURATIONS[configuration]
    try:
        text = issuing.sign_for_wallet(
            award_id=offer.award_id, holder=holder, form=SIGNED_AS.get(form, form)
        )
    except issuing.Refusal as refusal:
        raise WalletRefusal("credential_request_denied", str(refusal)) from refusal
    return _given(offer, form, text)


def admitted(*, token: str) -> Offer:
    """Give the offer that a token opens; raises `WalletRefusal` with `invalid_token`."""
    offer = offer_of_token(token)
    if offer is None:
        raise WalletRefusal("invalid_token", "The token is unknown or over.")
    return offer


def _shown(offer: Offer, proof: str) -> Holder:
    """Find who made the proof, spend its nonce, and fix the offer's key."""
    issuers = (credential_issuer(offer.award.achievement.issuer), settings.BASE_URL)
    try:
        shown = check_key_proof(proof, audience=issuers, now=now())
    except ProofError as error:
        raise WalletRefusal("invalid_proof", str(error)) from error
    with transaction.atomic():
        _spend(shown.nonce)
        held = Offer.objects.select_for_update().get(pk=offer.pk)
        if held.holder and held.holder != shown.holder.did:
            raise WalletRefusal("invalid_proof", "The offer is bound to another key already.")
        if held.ended_at or held.copies.count() >= MOST_COPIES:
            raise WalletRefusal("credential_request_denied", "The offer is over.")
        held.holder = shown.holder.did
        held.save(update_fields=["holder"])
    return shown.holder


def _spend(nonce: str) -> None:
    """Let a nonce of ours serve once; what is stale anyway is forgotten."""
    end = nonce_end(nonce)
    if end is None:
        raise WalletRefusal("invalid_nonce", "The nonce is not ours or is stale.")
    SpentNonce.objects.filter(until__lte=now()).delete()
    _row, is_fresh = SpentNonce.objects.get_or_create(
        hash=fingerprint(nonce), defaults={"until": end}
    )
    if not is_fresh:
        raise WalletRefusal("invalid_nonce", "The nonce was used before.")


def _given(offer: Offer, form: str, text: str) -> Given:
    moment = now()
    with transaction.atomic():
        Offer.objects.filter(pk=offer.pk, taken_at__isnull=True).update(taken_at=moment)
        copy = WalletCopy.objects.create(offer=offer, form=form, given_at=moment)
    return Given(text, copy.pk)

"""A wallet tells what became of a badge it was given (OpenID4VCI 1.0, §11)."""

from __future__ import annotations

from uuid import UUID

from lapel.journey.exchange.actions.give_to_wallet import admitted
from lapel.journey.exchange.actions.wallet_refusal import WalletRefusal
from lapel.journey.exchange.models import WalletCopy
from lapel.journey.record.queries import now


def note_wallet_news(*, token: str, notification: str, event: str) -> None:
    """Keep what the wallet with this token says of one of its copies; raises `WalletRefusal`."""
    offer = admitted(token=token)
    if event not in WalletCopy.Told.values:
        raise WalletRefusal("invalid_notification_request", "The event is unknown.")
    try:
        name = UUID(notification)
    except ValueError:
        raise WalletRefusal("invalid_notification_id", "No such notification.") from None
    if not WalletCopy.objects.filter(offer=offer, pk=name).update(told=event, told_at=now()):
        raise WalletRefusal("invalid_notification_id", "No such notification.")

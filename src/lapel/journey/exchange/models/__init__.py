"""What the room keeps: programs let in, offers to wallets, badges brought from elsewhere."""

from lapel.journey.exchange.models.api_tokens import ApiToken
from lapel.journey.exchange.models.brought import Brought
from lapel.journey.exchange.models.hosted import HostedAward
from lapel.journey.exchange.models.offers import Offer, SpentNonce, WalletCopy
from lapel.journey.exchange.models.programs import Code, Grant, Program, Token

__all__ = [
    "ApiToken",
    "Brought",
    "Code",
    "Grant",
    "HostedAward",
    "Offer",
    "Program",
    "SpentNonce",
    "Token",
    "WalletCopy",
]

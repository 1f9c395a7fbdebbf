"""Writes of exchange: one verb per file."""

from lapel.journey.exchange.actions.bring_badge import (
    Made,
    bring_badge,
    check_again,
    discard_badge,
)
from lapel.journey.exchange.actions.forget_holder import forget_holder
from lapel.journey.exchange.actions.give_to_wallet import admitted, give_to_wallet
from lapel.journey.exchange.actions.give_tokens import (
    ACCESS_LASTS,
    give_tokens,
    note_use,
    spend,
    take_back,
)
from lapel.journey.exchange.actions.host_awards import host_awards
from lapel.journey.exchange.actions.keep_api_tokens import (
    end_api_token,
    make_api_token,
    note_api_use,
)
from lapel.journey.exchange.actions.let_in import end_grant, end_program, let_in
from lapel.journey.exchange.actions.make_offer import end_offer, forget_offers, make_offer
from lapel.journey.exchange.actions.note_wallet_news import note_wallet_news
from lapel.journey.exchange.actions.redeem_code import redeem_code
from lapel.journey.exchange.actions.refused import Refused, Why
from lapel.journey.exchange.actions.register_program import Registered, register_program
from lapel.journey.exchange.actions.take_profile import take_profile
from lapel.journey.exchange.actions.wallet_refusal import WalletRefusal

__all__ = [
    "ACCESS_LASTS",
    "Made",
    "Refused",
    "Registered",
    "WalletRefusal",
    "Why",
    "admitted",
    "bring_badge",
    "check_again",
    "discard_badge",
    "end_api_token",
    "end_grant",
    "end_offer",
    "end_program",
    "forget_holder",
    "forget_offers",
    "give_to_wallet",
    "give_tokens",
    "host_awards",
    "let_in",
    "make_api_token",
    "make_offer",
    "note_api_use",
    "note_use",
    "note_wallet_news",
    "redeem_code",
    "register_program",
    "spend",
    "take_back",
    "take_profile",
]

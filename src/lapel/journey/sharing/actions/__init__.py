"""Writes of sharing: one verb per file."""

from lapel.journey.sharing.actions.change_share import change_share
from lapel.journey.sharing.actions.district import share_with_district, withdraw_from_district
from lapel.journey.sharing.actions.draw_card import WIDTH as CARD_WIDTH
from lapel.journey.sharing.actions.draw_card import draw_card
from lapel.journey.sharing.actions.forget_certificates import forget_certificates
from lapel.journey.sharing.actions.papers import (
    forget_papers,
    order_form,
    order_transcript,
    sign_paper,
)
from lapel.journey.sharing.actions.refusal import Refusal
from lapel.journey.sharing.actions.set_certificate import set_certificate

__all__ = [
    "CARD_WIDTH",
    "Refusal",
    "change_share",
    "draw_card",
    "forget_certificates",
    "forget_papers",
    "order_form",
    "order_transcript",
    "set_certificate",
    "share_with_district",
    "sign_paper",
    "withdraw_from_district",
]

"""Writes of issuing: one verb per file."""

from lapel.journey.issuing.actions.award_stacks import award_stacks
from lapel.journey.issuing.actions.change_standing import reinstate, revoke, suspend
from lapel.journey.issuing.actions.disown_key import disown_key, sign_awards_anew
from lapel.journey.issuing.actions.draw_picture import draw_picture
from lapel.journey.issuing.actions.enter_in_log import (
    digests_of,
    enter_in_log,
    refuse_while_held,
)
from lapel.journey.issuing.actions.forget_holder import forget_holder
from lapel.journey.issuing.actions.issue_award import issue_award
from lapel.journey.issuing.actions.prepare_issuer import prepare_issuer
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.actions.resume_after_restore import resume_after_restore
from lapel.journey.issuing.actions.rotate_key import make_ordered_key, order_key
from lapel.journey.issuing.actions.sign_anew import sign_anew
from lapel.journey.issuing.actions.sign_status_list import sign_status_list

__all__ = [
    "Refusal",
    "award_stacks",
    "digests_of",
    "disown_key",
    "draw_picture",
    "enter_in_log",
    "forget_holder",
    "issue_award",
    "make_ordered_key",
    "order_key",
    "prepare_issuer",
    "refuse_while_held",
    "reinstate",
    "resume_after_restore",
    "revoke",
    "sign_anew",
    "sign_awards_anew",
    "sign_status_list",
    "suspend",
]

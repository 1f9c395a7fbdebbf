"""Pages of issuing: the officer's awards and keys, and the issuance log for everybody."""

from lapel.journey.issuing.views.awards import award, change_award, index
from lapel.journey.issuing.views.batches import (
    batch,
    batch_example,
    batch_lines,
    batches,
    cancel_batch,
    confirm_batch,
    pause_batch,
    resume_batch,
    upload_batch,
)
from lapel.journey.issuing.views.changes import change, change_many
from lapel.journey.issuing.views.endorsements import (
    accept_endorsement,
    ask_award_endorsement,
    ask_endorsement,
    endorsement,
    endorsements,
    let_body_in,
    reject_endorsement,
    revoke_endorsement,
    withdraw_request,
)
from lapel.journey.issuing.views.keys import disown, keys, rotate
from lapel.journey.issuing.views.log import log, open_epoch, reconcile, tend_log
from lapel.journey.issuing.views.refreshes import newer

__all__ = [
    "accept_endorsement",
    "ask_award_endorsement",
    "ask_endorsement",
    "award",
    "batch",
    "batch_example",
    "batch_lines",
    "batches",
    "cancel_batch",
    "change",
    "change_award",
    "change_many",
    "confirm_batch",
    "disown",
    "endorsement",
    "endorsements",
    "index",
    "keys",
    "let_body_in",
    "log",
    "newer",
    "open_epoch",
    "pause_batch",
    "reconcile",
    "reject_endorsement",
    "resume_batch",
    "revoke_endorsement",
    "rotate",
    "tend_log",
    "upload_batch",
    "withdraw_request",
]

"""Pages of issuing: the officer's awards and keys, and the issuance log for everybody."""

from lapel.journey.issuing.views.awards import (
    award,
    disown,
    index,
    keys,
    reinstate,
    revoke,
    rotate,
    suspend,
)
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
from lapel.journey.issuing.views.changes import change_many
from lapel.journey.issuing.views.log import log, open_epoch, reconcile, tend_log

__all__ = [
    "award",
    "batch",
    "batch_example",
    "batch_lines",
    "batches",
    "cancel_batch",
    "change_many",
    "confirm_batch",
    "disown",
    "index",
    "keys",
    "log",
    "open_epoch",
    "pause_batch",
    "reconcile",
    "reinstate",
    "resume_batch",
    "revoke",
    "rotate",
    "suspend",
    "tend_log",
    "upload_batch",
]

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
from lapel.journey.issuing.views.log import log, open_epoch, reconcile, tend_log

__all__ = [
    "award",
    "disown",
    "index",
    "keys",
    "log",
    "open_epoch",
    "reconcile",
    "reinstate",
    "revoke",
    "rotate",
    "suspend",
    "tend_log",
]

"""Sign anew the awards that a change asks to be signed anew."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.issuing.actions.enter_in_log import refuse_while_held
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.actions.sign_anew import sign_anew
from lapel.journey.issuing.events import ChangeWaits
from lapel.journey.issuing.queries.changes import change, to_sign_anew
from lapel.journey.record.actions import announce

if TYPE_CHECKING:
    from uuid import UUID

log = logging.getLogger(__name__)

# Between rounds other work gets its turn, and a crash loses little.
A_ROUND = 200


def sign_change(*, change_id: UUID, skipped: int = 0) -> int:
    """Sign anew a round of a change's awards and ask for the next; returns how many were signed.

    For the job, which may run twice or be killed: what is left is read from the awards. One that
    cannot be signed is left as it is, for a person to look at. While the log is held after a
    restore the job is refused, and offered again when it goes on.
    """
    refuse_while_held()
    found = change(change_id)
    done = 0
    for award_id in list(to_sign_anew(found).values_list("pk", flat=True)[skipped:][:A_ROUND]):
        try:
            sign_anew(award_id=award_id)
        except Refusal:
            log.exception("award %s was not signed anew", award_id)
            skipped += 1
        else:
            done += 1
    if to_sign_anew(found).count() > skipped:
        with transaction.atomic():
            announce(ChangeWaits(change_id=found.pk, skipped=skipped))
    return done

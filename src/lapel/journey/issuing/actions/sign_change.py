"""Sign anew the awards that a change asks to be signed anew."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.issuing.actions.enter_in_log import refuse_while_held
from lapel.journey.issuing.actions.give_up_signing import give_up_signing
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.actions.sign_anew import sign_anew
from lapel.journey.issuing.events import ChangeWaits
from lapel.journey.issuing.queries.changes import change, to_sign_anew
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.issuing.models import Change

log = logging.getLogger(__name__)

# Between rounds other work gets its turn, and a crash loses little.
A_ROUND = 200
# A key may be on order, or an address may have changed meanwhile: both are over soon.
PAUSES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))


def sign_change(*, change_id: UUID, skipped: int = 0, tries: int = 0) -> int:
    """Sign anew a round of a change's awards and ask for the next; returns how many were signed.

    For the job, which may run twice or be killed: what is left is read from the awards. One that
    cannot be signed is tried again after each of `PAUSES`, and then left as it was, with the
    reason. While the log is held after a restore the job is refused, and offered again when it
    goes on.
    """
    refuse_while_held()
    found = change(change_id)
    done = 0
    for award_id in list(to_sign_anew(found).values_list("pk", flat=True)[skipped:][:A_ROUND]):
        try:
            sign_anew(award_id=award_id)
        except Refusal as refusal:
            log.exception("award %s was not signed anew", award_id)
            if tries < len(PAUSES):
                skipped += 1
            else:
                give_up_signing(award_id=award_id, why=str(refusal))
        else:
            done += 1
    _ask_for_more(found, skipped, tries)
    return done


def _ask_for_more(found: Change, skipped: int, tries: int) -> None:
    with transaction.atomic():
        if to_sign_anew(found).count() > skipped:
            announce(ChangeWaits(change_id=found.pk, skipped=skipped, tries=tries))
        elif skipped:
            again = ChangeWaits(change_id=found.pk, tries=tries + 1)
            announce(again, due_at=now() + PAUSES[tries])
